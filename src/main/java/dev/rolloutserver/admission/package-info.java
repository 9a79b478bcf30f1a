/** Who may start: permits and a bounded queue. */
@NullMarked
package dev.rolloutserver.admission;

import org.jspecify.annotations.NullMarked;

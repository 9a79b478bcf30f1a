/** Who may start: permits, a bounded queue, memory of those that wait. */
@NullMarked
package dev.rolloutserver.admission;

import org.jspecify.annotations.NullMarked;

/** Instants by which something must have ended. */
@NullMarked
package dev.rolloutserver.deadline;

import org.jspecify.annotations.NullMarked;

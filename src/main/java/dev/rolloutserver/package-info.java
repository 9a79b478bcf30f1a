/** The program: start with {@link dev.rolloutserver.Start}. */
@NullMarked
package dev.rolloutserver;

import org.jspecify.annotations.NullMarked;

/** The program: start with {@link dev.rolloutserver.Main}. */
@NullMarked
package dev.rolloutserver;

import org.jspecify.annotations.NullMarked;

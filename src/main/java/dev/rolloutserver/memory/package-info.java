/** Bytes that are kept for a while in arrays that are used again. */
@NullMarked
package dev.rolloutserver.memory;

import org.jspecify.annotations.NullMarked;

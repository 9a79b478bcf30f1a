/**
 * How Python 3.11 writes and reads values, character for character: start with {@link
 * dev.rolloutserver.python.Repr}, {@link dev.rolloutserver.python.PythonInt} and {@link
 * dev.rolloutserver.python.FormatSpec}.
 */
@NullMarked
package dev.rolloutserver.python;

import org.jspecify.annotations.NullMarked;

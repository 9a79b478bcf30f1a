package dev.rolloutserver.template.builtins;

import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.template.values.Missing;
import dev.rolloutserver.template.values.Truth;
import dev.rolloutserver.template.values.Types;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Reads the values that were passed for parameters. */
final class Passed {
  private Passed() {}

  /** The value, or something else where none was passed. */
  static @Nullable Object or(@Nullable Object value, @Nullable Object otherwise) {
    return value == Missing.MISSING ? otherwise : value;
  }

  /** Whether the value is true; false where none was passed. */
  static boolean isTrue(@Nullable Object value) {
    return value != Missing.MISSING && Truth.of(value);
  }

  /** Whether nothing was passed, or none. */
  static boolean isNone(@Nullable Object value) {
    return value == Missing.MISSING || value == null;
  }

  /** An integer; a TypeError for anything else. */
  static long integer(@Nullable Object value, long otherwise) {
    if (value == Missing.MISSING) {
      return otherwise;
    }
    if (value == null || !Types.isInt(value)) {
      throw PythonError.typeError(
          "'" + Types.name(value) + "' object cannot be interpreted as an integer");
    }
    return Types.intOf(value) instanceof Long number
        ? number
        : ((BigInteger) value).signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
  }

  /** An integer that Python must hold in a machine word; an OverflowError for larger ones. */
  static long size(@Nullable Object value, long otherwise) {
    if (value instanceof BigInteger) {
      throw PythonError.overflowError("Python int too large to convert to C ssize_t");
    }
    return integer(value, otherwise);
  }

  /** A text; a TypeError for anything else. */
  static String text(@Nullable Object value) {
    if (value == null || !Types.isString(value)) {
      throw PythonError.typeError("expected str instance, " + Types.name(value) + " found");
    }
    return Types.stringOf(value);
  }
}

package dev.rolloutserver.template.values;

import dev.rolloutserver.python.PythonError;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Encoded text, made by {@code encode()}; it can be printed, measured, compared and a key. */
@SuppressWarnings("ArrayRecordComponent") // compared by content below
public record Bytes(byte[] bytes) {
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Bytes(byte[] otherBytes) && Arrays.equals(bytes, otherBytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** As text with one character for each byte. */
  String characters() {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** The byte that is to be looked for in bytes. */
  static String character(@Nullable Object wanted) {
    if (wanted == null || !Types.isInt(wanted)) {
      throw PythonError.typeError(
          "a bytes-like object is required, not '" + Types.name(wanted) + "'");
    }
    if (!(Types.intOf(wanted) instanceof Long value) || value < 0 || value > 255) {
      throw PythonError.valueError("byte must be in range(0, 256)");
    }
    return Character.toString(value.intValue());
  }
}

package dev.rolloutserver.json;

import dev.rolloutserver.json.JsonException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * JSON text to and from plain values: {@code LinkedHashMap}, {@code ArrayList}, {@code String},
 * {@code Long} or, beyond 64 bits, {@code BigInteger}, {@code Double}, {@code Boolean} and null.
 * They mean what they mean to Python's json module, but NaN and numbers out of range are refused.
 */
public final class Json {
  private Json() {}

  /**
   * The value of a document in UTF-8, with or without a byte order mark.
   *
   * @throws JsonException if it is not JSON, not UTF-8, or beyond a limit
   */
  public static @Nullable Object read(byte[] document, JsonLimits limits) {
    return JsonReader.read(document, limits, false);
  }

  /**
   * As {@link #read(byte[], JsonLimits)}, but takes what Python's json module takes beyond JSON:
   * {@code NaN}, {@code Infinity}, {@code -Infinity}, and numbers out of range as infinities. For
   * those who can then say which member it is that has no finite number.
   *
   * @throws JsonException if it is not JSON beyond these, not UTF-8, or beyond a limit
   */
  public static @Nullable Object readNonFinite(byte[] document, JsonLimits limits) {
    return JsonReader.read(document, limits, true);
  }

  /**
   * As {@link #readNonFinite(byte[], JsonLimits)}, but reads a stream, which the caller closes, to
   * its end, and these members of the outermost object many times faster, into primitive values.
   * The document is never in memory as a whole.
   *
   * @param memory told of the bytes of memory that this takes, before it does, in large steps; what
   *     it throws ends the reading
   * @throws JsonException what the other throws, for the same documents
   */
  public static @Nullable Object readNonFinite(
      InputStream document, JsonLimits limits, NumberArrays arrays, LongConsumer memory)
      throws IOException {
    return JsonReader.read(new Window(document, limits.maxBytes(), memory), limits, arrays);
  }

  /**
   * The value of a document.
   *
   * @throws JsonException if it is not JSON, has half of a surrogate pair, or is beyond a limit
   */
  public static @Nullable Object read(String document, JsonLimits limits) {
    return JsonReader.read(encode(document), limits, false);
  }

  /**
   * The value of a document in UTF-8 that ends where the stream ends; the caller closes it.
   *
   * @throws JsonException if it is not JSON, not UTF-8, or beyond a limit
   */
  public static @Nullable Object read(InputStream document, JsonLimits limits) throws IOException {
    byte[] bytes = document.readNBytes(limits.maxBytes() + 1);
    return JsonReader.read(bytes, limits, false);
  }

  /**
   * The value as compact JSON in UTF-8.
   *
   * @throws IllegalArgumentException if it has a part that JSON has no form for, such as NaN
   * @throws JsonException if it nests deeper than any document that can be read
   */
  public static byte[] write(@Nullable Object value) {
    return JsonWriter.write(value);
  }

  /** The value as compact JSON; throws what {@link #write} throws. */
  public static String text(@Nullable Object value) {
    return new String(write(value), StandardCharsets.UTF_8);
  }

  /** Writes the value as compact JSON in UTF-8; throws what {@link #write} throws. */
  public static void writeTo(OutputStream out, @Nullable Object value) throws IOException {
    out.write(write(value));
  }

  private static byte[] encode(String document) {
    int lone = loneSurrogate(document);
    if (lone < document.length()) {
      throw JsonException.after(
          document.substring(0, lone), Kind.ENCODING, "Half of a surrogate pair");
    }
    return document.getBytes(StandardCharsets.UTF_8);
  }

  /** Index of the first surrogate that has no partner, the length if there is none. */
  private static int loneSurrogate(String text) {
    int at = 0;
    while (at < text.length()) {
      int character = text.codePointAt(at);
      if (character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE) {
        return at;
      }
      at += Character.charCount(character);
    }
    return at;
  }
}

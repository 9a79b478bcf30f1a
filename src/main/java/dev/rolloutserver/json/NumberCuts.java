package dev.rolloutserver.json;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A document whose long arrays of numbers were taken out, since the parser reads them a token at a
 * time: an empty array stands for each. The walk over the outermost object only guesses where they
 * are; whether an array may stand there is for the parser to say.
 *
 * @param rest the document without them
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record NumberCuts(byte[] rest, List<Cut> cuts) {
  /** What belongs where the rest has an empty array, at this index. */
  record Cut(int at, Object value) {}

  static NumberCuts of(byte[] bytes, int start, NumberArrays arrays, JsonLimits limits) {
    Walk walk = new Walk(bytes, start, arrays, limits.maxDigits());
    walk.object();
    return new NumberCuts(walk.rest(), walk.cuts);
  }

  /** Over the members of the outermost object. */
  private static final class Walk {
    private final byte[] bytes;
    private final NumberArrays arrays;
    private final int maxDigits;
    private final ByteArrayOutputStream rest = new ByteArrayOutputStream(2048);
    private final List<Cut> cuts = new ArrayList<>();
    private int at;

    /** From here on the rest lacks what there is. */
    private int written;

    Walk(byte[] bytes, int start, NumberArrays arrays, int maxDigits) {
      this.bytes = bytes;
      this.arrays = arrays;
      this.maxDigits = maxDigits;
      this.at = start;
      this.written = start;
    }

    byte[] rest() {
      if (written == 0) {
        return bytes;
      }
      rest.write(bytes, written, bytes.length - written);
      return rest.toByteArray();
    }

    void object() {
      boolean more = skip('{');
      while (more && skip('"')) {
        int nameStart = at;
        skipString();
        String name = new String(bytes, nameStart, at - nameStart, StandardCharsets.UTF_8);
        if (!skip('"') || !skip(':')) {
          return;
        }
        skipBlanks();
        cutNumbers(name);
        skipValue();
        more = skip(',');
      }
    }

    private void cutNumbers(String name) {
      if (at == bytes.length || bytes[at] != '[') {
        return;
      }
      NumberScan scan = new NumberScan(bytes, at, maxDigits);
      Object value = null;
      if (arrays.ids().contains(name)) {
        value = scan.ids(arrays.beginning(name));
      } else if (arrays.counted().contains(name)) {
        int count = scan.count();
        value = count < 0 ? null : new NumberCount(count);
      }
      if (value != null) {
        rest.write(bytes, written, at - written);
        cuts.add(new Cut(rest.size(), value));
        rest.write('[');
        rest.write(']');
        at = scan.end();
        written = at;
      }
    }

    /** To what follows a value: a comma, or the end of what it is in. */
    private void skipValue() {
      int depth = 0;
      while (at < bytes.length) {
        switch (bytes[at]) {
          case '"' -> {
            at++;
            skipString();
          }
          case '{', '[' -> depth++;
          case '}', ']' -> {
            if (depth == 0) {
              return;
            }
            depth--;
          }
          case ',' -> {
            if (depth == 0) {
              return;
            }
          }
          default -> {}
        }
        at++;
      }
    }

    /** To the quote that ends the string. */
    private void skipString() {
      while (at < bytes.length && bytes[at] != '"') {
        at += bytes[at] == '\\' ? 2 : 1;
      }
      at = Math.min(at, bytes.length);
    }

    private boolean skip(char character) {
      skipBlanks();
      boolean here = at < bytes.length && bytes[at] == character;
      at += here ? 1 : 0;
      return here;
    }

    private void skipBlanks() {
      while (at < bytes.length && NumberScan.isBlank(bytes[at])) {
        at++;
      }
    }
  }
}

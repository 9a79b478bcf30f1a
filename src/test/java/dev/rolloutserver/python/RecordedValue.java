package dev.rolloutserver.python;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and writes values as etc/scripts/record-python-cases.py writes them. */
final class RecordedValue {
  private static final char ITEM = '\u001f';

  private RecordedValue() {}

  static @Nullable Object decode(String text) {
    String rest = text.substring(1);
    return switch (text.charAt(0)) {
      case 'n' -> null;
      case 'b' -> rest.equals("1");
      case 'i' -> PythonInt.normalize(new BigInteger(rest, 16));
      case 'f' -> Double.longBitsToDouble(Long.parseUnsignedLong(rest, 16));
      case 's' -> unescape(rest);
      case 'l' -> list(rest);
      default -> throw new IllegalArgumentException(text);
    };
  }

  static String encode(@Nullable Object value) {
    return switch (value) {
      case null -> "n";
      case Boolean b -> b ? "b1" : "b0";
      case Integer i -> "i" + Integer.toString(i, 16);
      case Long l -> "i" + Long.toString(l, 16);
      case BigInteger b -> {
        if (b.bitLength() < 64) {
          throw new IllegalStateException("not normalized: " + b);
        }
        yield "i" + b.toString(16);
      }
      case Double d -> "f%016x".formatted(Double.doubleToLongBits(d));
      case String s -> "s" + escape(s);
      case List<?> list -> {
        StringBuilder all = new StringBuilder("l");
        list.forEach(item -> all.append(ITEM).append(encode(item)));
        yield all.toString();
      }
      case PythonError e -> "e" + e.kind().pythonName() + ":" + escape(e.text());
      default -> throw new IllegalArgumentException(value.getClass().toString());
    };
  }

  private static List<@Nullable Object> list(String items) {
    List<@Nullable Object> list = new ArrayList<>();
    if (!items.isEmpty()) {
      for (String item : items.substring(1).split(String.valueOf(ITEM), -1)) {
        list.add(decode(item));
      }
    }
    return list;
  }

  private static String escape(String s) {
    StringBuilder result = new StringBuilder();
    s.codePoints()
        .forEach(c -> {
          boolean odd =
              c < ' '
                  || c == '\\'
                  || c == 0x7F
                  || c == 0x85
                  || c == 0x2028
                  || c == 0x2029
                  || (c >= 0xD800 && c <= 0xDFFF);
          if (odd) {
            result.append("\\u%04x".formatted(c));
          } else {
            result.appendCodePoint(c);
          }
        });
    return result.toString();
  }

  private static String unescape(String s) {
    StringBuilder result = new StringBuilder();
    for (int i = 0; i < s.length(); i++) {
      if (s.charAt(i) == '\\') {
        result.append((char) Integer.parseInt(s.substring(i + 2, i + 6), 16));
        i += 5;
      } else {
        result.append(s.charAt(i));
      }
    }
    return result.toString();
  }
}

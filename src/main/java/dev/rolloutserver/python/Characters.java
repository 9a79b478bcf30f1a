package dev.rolloutserver.python;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What Unicode 14.0, the version of Python 3.11, says about each code point. The table is our own,
 * because the JDK's follows a later Unicode and changes with the JDK.
 */
final class Characters {
  static final int ALPHA = 1;
  static final int DECIMAL = 1 << 1;
  static final int DIGIT = 1 << 2;
  static final int NUMERIC = 1 << 3;
  static final int LOWER = 1 << 4;
  static final int UPPER = 1 << 5;
  static final int TITLE = 1 << 6;
  static final int SPACE = 1 << 7;
  static final int PRINTABLE = 1 << 8;
  static final int IDENTIFIER_START = 1 << 9;
  static final int IDENTIFIER_PART = 1 << 10;
  static final int CASED = 1 << 11;
  static final int CASE_IGNORABLE = 1 << 12;

  private static final String RESOURCE = "characters.txt";
  private static final int BLOCK_BITS = 7;
  private static final int BLOCK_MASK = (1 << BLOCK_BITS) - 1;
  private static final Characters UNICODE = read();

  private final List<Kind> kinds;
  private final char[] blockOf;
  private final char[] kindOf;

  private Characters(List<Kind> kinds, char[] blockOf, char[] kindOf) {
    this.kinds = kinds;
    this.blockOf = blockOf;
    this.kindOf = kindOf;
  }

  static boolean has(int codePoint, int anyOfFlags) {
    return (UNICODE.kind(codePoint).flags & anyOfFlags) != 0;
  }

  /** The value of a decimal digit of any script, or -1. */
  static int decimalValue(int codePoint) {
    return UNICODE.kind(codePoint).decimal;
  }

  static Kind of(int codePoint) {
    return UNICODE.kind(codePoint);
  }

  private Kind kind(int codePoint) {
    int block = blockOf[codePoint >> BLOCK_BITS];
    return kinds.get(kindOf[(block << BLOCK_BITS) + (codePoint & BLOCK_MASK)]);
  }

  /** Everything a code point shares with others of its kind. */
  record Kind(
      int flags, int decimal, Mapping upper, Mapping lower, Mapping title, Mapping folded) {}

  /** To one code point at a distance, or to several if {@code full} is not empty. */
  record Mapping(int distance, String full) {
    void append(int codePoint, StringBuilder to) {
      if (full.isEmpty()) {
        to.appendCodePoint(codePoint + distance);
      } else {
        to.append(full);
      }
    }

    static Mapping parse(String text) {
      if (text.charAt(0) != '=') {
        return new Mapping(Integer.parseInt(text), "");
      }
      StringBuilder full = new StringBuilder();
      for (String hex : text.substring(1).split("\\.", -1)) {
        full.appendCodePoint(Integer.parseInt(hex, 16));
      }
      return new Mapping(0, full.toString());
    }
  }

  private static Characters read() {
    try (InputStream stream = Characters.class.getResourceAsStream(RESOURCE)) {
      if (stream == null) {
        throw new IllegalStateException(RESOURCE + " is not on the class path");
      }
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.US_ASCII));
      List<Kind> kinds =
          reader
              .lines()
              .takeWhile(line -> !line.isEmpty())
              .filter(line -> !line.startsWith("#"))
              .map(Characters::parseKind)
              .toList();
      char[] flat = new char[Character.MAX_CODE_POINT + 1];
      int[] at = {0};
      reader.lines().forEach(line -> at[0] = expand(line, flat, at[0]));
      return pack(kinds, flat);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Kind parseKind(String line) {
    List<String> parts = List.of(line.split(" ", -1));
    return new Kind(
        Integer.parseInt(parts.get(0), 16),
        Integer.parseInt(parts.get(1)),
        Mapping.parse(parts.get(2)),
        Mapping.parse(parts.get(3)),
        Mapping.parse(parts.get(4)),
        Mapping.parse(parts.get(5)));
  }

  private static int expand(String line, char[] flat, int from) {
    int at = from;
    for (String run : line.split(" ", -1)) {
      int star = run.indexOf('*');
      int count = star < 0 ? 1 : Integer.parseInt(run.substring(star + 1));
      char kind = (char) Integer.parseInt(star < 0 ? run : run.substring(0, star));
      Arrays.fill(flat, at, at + count, kind);
      at += count;
    }
    return at;
  }

  /** Keeps equal blocks once. */
  private static Characters pack(List<Kind> kinds, char[] flat) {
    Map<String, Integer> numbers = new HashMap<>();
    List<String> blocks = new ArrayList<>();
    char[] blockOf = new char[flat.length >> BLOCK_BITS];
    for (int i = 0; i < blockOf.length; i++) {
      String block = new String(flat, i << BLOCK_BITS, 1 << BLOCK_BITS);
      Integer number = numbers.putIfAbsent(block, blocks.size());
      if (number == null) {
        number = blocks.size();
        blocks.add(block);
      }
      blockOf[i] = (char) number.intValue();
    }
    return new Characters(kinds, blockOf, String.join("", blocks).toCharArray());
  }
}

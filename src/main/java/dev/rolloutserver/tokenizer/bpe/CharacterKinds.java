package dev.rolloutserver.tokenizer.bpe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What Unicode 14.0 says about code points, from a table of our own: the JDK's changes with the
 * JDK. Tests hold every code point of it against the native library, whose table is newer.
 */
final class CharacterKinds {
  private static final String RESOURCE = "characters.txt";

  private final Map<String, CodePoints> kinds;

  private CharacterKinds(Map<String, CodePoints> kinds) {
    this.kinds = kinds;
  }

  static CharacterKinds read() {
    try (InputStream stream = CharacterKinds.class.getResourceAsStream(RESOURCE)) {
      if (stream == null) {
        throw new IllegalStateException(RESOURCE + " is not on the class path");
      }
      return parse(new String(stream.readAllBytes(), StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Assigned, and of the same kind in every version since. */
  CodePoints known() {
    return matching(kind -> !kind.startsWith("Cn") && !kind.startsWith("Cs"));
  }

  /** A general category of one or two letters; empty if there is none of that name. */
  CodePoints category(String name) {
    return matching(kind -> kind.startsWith(name));
  }

  CodePoints han() {
    return matching(kind -> kind.indexOf('h', 2) > 0);
  }

  /** What normalization to NFC may change, move or join; a text without any of them is NFC. */
  CodePoints movedByNfc() {
    return matching(kind -> kind.indexOf('n', 2) > 0);
  }

  /** What NFC moves since Unicode 10, which the native library's normalizer does not know. */
  CodePoints movedByLaterNfc() {
    return matching(kind -> kind.indexOf('m', 2) > 0);
  }

  /** The property White_Space. */
  CodePoints space() {
    return category("Z").union(CodePoints.range('\t', '\r')).union(CodePoints.of(0x85));
  }

  private CodePoints matching(Predicate<String> wanted) {
    return kinds.entrySet().stream()
        .filter(entry -> wanted.test(entry.getKey()))
        .map(Map.Entry::getValue)
        .reduce(CodePoints.none(), CodePoints::union);
  }

  private static CharacterKinds parse(String table) {
    Map<String, Bounds> bounds = new LinkedHashMap<>();
    int[] at = {0};
    table
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(line -> {
          for (String run : line.split(" ", -1)) {
            int star = run.indexOf('*');
            String kind = star < 0 ? run : run.substring(0, star);
            int count = star < 0 ? 1 : Integer.parseInt(run, star + 1, run.length(), 10);
            bounds.computeIfAbsent(kind, _ -> new Bounds()).add(at[0], at[0] + count);
            at[0] += count;
          }
        });
    Map<String, CodePoints> kinds = new LinkedHashMap<>();
    bounds.forEach((kind, found) -> kinds.put(kind, found.codePoints()));
    return new CharacterKinds(kinds);
  }

  private static final class Bounds {
    private int[] bounds = new int[16];
    private int size;

    void add(int from, int to) {
      if (size + 2 > bounds.length) {
        bounds = Arrays.copyOf(bounds, 2 * size);
      }
      bounds[size++] = from;
      bounds[size++] = to;
    }

    CodePoints codePoints() {
      return new CodePoints(Arrays.copyOf(bounds, size));
    }
  }
}

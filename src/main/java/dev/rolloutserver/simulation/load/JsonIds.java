package dev.rolloutserver.simulation.load;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Ids as they stand in a JSON array, without its brackets. */
final class JsonIds {
  private JsonIds() {}

  static byte[] bytes(int[] ids) {
    return text(ids).getBytes(StandardCharsets.US_ASCII);
  }

  static String text(int[] ids) {
    return IntStream.of(ids).mapToObj(Integer::toString).collect(Collectors.joining(","));
  }
}

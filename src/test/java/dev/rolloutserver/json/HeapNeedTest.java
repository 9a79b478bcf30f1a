package dev.rolloutserver.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeapNeedTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``| 0",
        "7| 4",
        "[]| 88",
        "{\"a\":1,\"b\":2}| 468",
        "\"a,[{:\\\"\\\\\"| 88",
        "\"cut| 60",
        "\"cut\\| 64",
      })
  void of_document_isItsTextAndItsParts(String document, long need) {
    assertThat(HeapNeed.of(document.getBytes(StandardCharsets.UTF_8))).isEqualTo(need);
  }

  @Test
  void ofText_beyondAllMeasure_staysTheLargest() {
    assertThat(HeapNeed.ofText(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
  }

  /** What a document with many of these holds on the heap is not more than was said. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"role\":\"user\",\"content\":\"a\"}",
        "{}",
        "[]",
        "[0]",
        "{\"a\":[1.5]}",
        "0.1",
        "12345678901234567890",
        "\"x\"",
        "null",
      })
  void of_manyParts_coversWhatTheyHold(String part) {
    byte[] document =
        ("[" + (part + ",").repeat(100_000) + part + "]").getBytes(StandardCharsets.UTF_8);
    List<Object> kept = new ArrayList<>();
    long before = usedBytes();

    kept.add(Json.read(document, JsonLimits.DEFAULT));
    long held = usedBytes() - before;

    assertThat(kept).hasSize(1);
    assertThat(HeapNeed.of(document)).isGreaterThan(held);
  }

  private static long usedBytes() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}

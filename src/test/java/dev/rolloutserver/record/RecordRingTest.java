package dev.rolloutserver.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordRingTest {
  @Test
  void ring_isNeverLargerThanItsBytes_andHasTheNewest() {
    Random random = new Random(5);
    RecordRing ring = new RecordRing(200_000);
    Map<Long, byte[]> all = new HashMap<>();
    for (long key = 1; key <= 500; key++) {
      byte[] json = new byte[random.nextInt(20_000)];
      random.nextBytes(json);
      all.put(key, json);

      ring.keep(row(key, "x".repeat(random.nextInt(257))), json);

      assertThat(ring.bytes()).isLessThanOrEqualTo(200_000);
      assertThat(ring.find(key)).isEqualTo(json);
    }
    List<Long> keys = ring.rows().stream().map(RolloutRow::key).toList();
    assertThat(keys).hasSizeGreaterThan(5).hasSize(ring.count()).startsWith(500L, 499L, 498L);
    keys.forEach(key -> assertThat(ring.find(key)).isEqualTo(all.get(key)));
    assertThat(ring.find(1)).isNull();
    assertThat(ring.row(1)).isNull();
  }

  @Test
  void record_largerThanTheRing_isNotKept_andCostsNoOther() {
    RecordRing ring = new RecordRing(1000);
    ring.keep(row(1, "a"), new byte[100]);

    ring.keep(row(2, "b"), new byte[1001]);

    assertThat(ring.rows()).extracting(RolloutRow::key).containsExactly(1L);
  }

  @Test
  void manySmallRecords_countWithTheirRows() {
    RecordRing ring = new RecordRing(100_000);
    byte[] json = new byte[1];
    Arrays.fill(json, (byte) '1');
    for (long key = 0; key < 10_000; key++) {
      ring.keep(row(key, "id"), json);
    }

    assertThat(ring.count()).isLessThan(400);
  }

  private static RolloutRow row(long key, String id) {
    return new RolloutRow(
        key,
        id,
        "t",
        "http://h",
        Instant.EPOCH,
        0,
        Phase.ENDED,
        0,
        1,
        "COMPLETED",
        "stop",
        null,
        0,
        0,
        1,
        1);
  }
}

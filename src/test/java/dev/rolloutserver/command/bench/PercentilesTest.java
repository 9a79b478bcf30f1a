package dev.rolloutserver.command.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PercentilesTest {
  @Test
  void percentiles_ofNothing_areUnknown() {
    assertThat(Percentiles.ofNanos(List.of())).isEqualTo(new Percentiles(0, null, null, null));
  }

  @Test
  void percentiles_ofOneTime_areThatTime() {
    assertThat(Percentiles.ofNanos(List.of(1_500_000L)))
        .isEqualTo(new Percentiles(1, 1.5, 1.5, 1.5));
  }

  @Test
  void percentiles_ofAHundredTimes_areTheirRanks_inAnyOrder() {
    List<Long> times =
        LongStream.rangeClosed(1, 100).mapToObj(i -> i * 1_000_000).collect(Collectors.toList());
    Collections.shuffle(times, new Random(1));

    assertThat(Percentiles.ofNanos(times)).isEqualTo(new Percentiles(100, 50.0, 90.0, 99.0));
  }

  @Test
  void percentiles_betweenRanks_areTheHigherOne() {
    List<Long> times = LongStream.rangeClosed(1, 5).mapToObj(i -> i * 1_000_000).toList();

    assertThat(Percentiles.ofNanos(times)).isEqualTo(new Percentiles(5, 3.0, 5.0, 5.0));
  }
}

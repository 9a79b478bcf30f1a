package dev.rolloutserver.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SeriesTest {
  private static final long NOW = 1_800_000_000L;

  @Test
  void rollouts_areCountedInTheirStretchOfTime() {
    Series series = new Series();
    series.ended(NOW, true, Duration.ofMillis(100).toNanos(), 7);
    series.ended(NOW + 4, false, Duration.ofMillis(1600).toNanos(), 5);
    series.now(NOW + 10, 3, 2);

    Map<String, Object> value = series.value(NOW + 15);

    assertThat(tail(value, "completed")).containsExactly(1L, 0L, 0L, 0L);
    assertThat(tail(value, "failed")).containsExactly(1L, 0L, 0L, 0L);
    assertThat(tail(value, "response_tokens")).containsExactly(12L, 0L, 0L, 0L);
    assertThat(tail(value, "running")).containsExactly(0L, 0L, 3L, 3L);
    assertThat(tail(value, "waiting")).containsExactly(0L, 0L, 2L, 2L);
    List<Object> median = tail(value, "p50_ms");
    assertThat((Double) Objects.requireNonNull(median.getFirst())).isBetween(90.0, 110.0);
    assertThat((Double) Objects.requireNonNull(tail(value, "p90_ms").getFirst()))
        .isBetween(1450.0, 1750.0);
    assertThat(median.get(1)).isNull();
    assertThat(value.get("end")).isEqualTo("2027-01-15T08:00:20Z");
  }

  @Test
  void afterALongPause_nothingOldIsLeft() {
    Series series = new Series();
    series.ended(NOW, true, 1, 1);

    Map<String, Object> value = series.value(NOW + 3600);

    assertThat(list(value, "completed")).hasSize(Series.BUCKETS).containsOnly(0L);
  }

  private static List<Object> tail(Map<String, Object> value, String name) {
    List<Object> all = list(value, name);
    return all.subList(all.size() - 4, all.size());
  }

  @SuppressWarnings("unchecked") // numbers, or null
  private static List<Object> list(Map<String, Object> value, String name) {
    return (List<Object>) Objects.requireNonNull(value.get(name));
  }
}

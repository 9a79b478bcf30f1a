package dev.rolloutserver.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DrainRateTest {
  private final AtomicLong clock = new AtomicLong();
  private final DrainRate rate = new DrainRate(clock::get);

  @Test
  void timeFor_nothingEnded_isUnknown() {
    assertThat(rate.timeFor(100)).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void timeFor_fourASecond_isAQuarterOfASecondEach() {
    endEach(Duration.ofMillis(250), 40);

    // 40 within the last 9.75 seconds
    assertThat(rate.timeFor(40)).isEqualTo(Duration.ofSeconds(10));
    assertThat(rate.timeFor(4)).isEqualTo(Duration.ofSeconds(1));
    assertThat(rate.timeFor(100)).isEqualTo(Duration.ofSeconds(25));
  }

  @Test
  void timeFor_manyEnded_goesByTheLast128() {
    endEach(Duration.ofSeconds(1), 1000);
    endEach(Duration.ofMillis(10), 128);

    assertThat(rate.timeFor(1000)).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void timeFor_oneThatEndedJustNow_isNoFasterThanOneASecond() {
    rate.ended();

    assertThat(rate.timeFor(7)).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void timeFor_nothingEndedSince_growsWithTheTime() {
    endEach(Duration.ofSeconds(1), 10);
    pass(Duration.ofSeconds(10));

    assertThat(rate.timeFor(10)).isEqualTo(Duration.ofSeconds(19));
  }

  @Test
  void timeFor_whatEndedMoreThanAMinuteAgo_doesNotCount() {
    rate.ended();
    pass(Duration.ofSeconds(60));
    assertThat(rate.timeFor(1)).isEqualTo(Duration.ofSeconds(60));

    pass(Duration.ofNanos(1));

    assertThat(rate.timeFor(1)).isEqualTo(DrainRate.UNKNOWN);
  }

  @Test
  void timeFor_none_isThatForOne() {
    endEach(Duration.ofSeconds(3), 3);

    assertThat(rate.timeFor(0)).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void timeFor_anyNumber_isFromOneToSixtySeconds() {
    endEach(Duration.ofMillis(1), 128);

    assertThat(rate.timeFor(1)).isEqualTo(DrainRate.MIN);
    assertThat(rate.timeFor(128 * 60)).isEqualTo(DrainRate.MAX);
    assertThat(rate.timeFor(128 * 60 + 1)).isEqualTo(DrainRate.MAX);
    assertThat(rate.timeFor(128 * 59)).isEqualTo(Duration.ofSeconds(59));
  }

  @Test
  void timeFor_clockThatOverflows_isTheSame() {
    clock.set(Long.MAX_VALUE - Duration.ofSeconds(2).toNanos());
    endEach(Duration.ofSeconds(1), 5);

    assertThat(rate.timeFor(5)).isEqualTo(Duration.ofSeconds(4));
  }

  private void endEach(Duration apart, int times) {
    for (int i = 0; i < times; i++) {
      pass(apart);
      rate.ended();
    }
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }
}

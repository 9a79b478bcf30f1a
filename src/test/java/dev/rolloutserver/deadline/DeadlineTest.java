package dev.rolloutserver.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);

  @Test
  void remaining_asTheClockRuns_fallsToZeroAndStays() {
    // System.nanoTime may overflow: only differences count
    Deadline deadline = Deadline.after(Duration.ofNanos(10), clock::get);

    assertThat(deadline.remaining()).isEqualTo(Duration.ofNanos(10));
    clock.addAndGet(9);
    assertThat(deadline.remaining()).isEqualTo(Duration.ofNanos(1));
    assertThat(deadline.passed()).isFalse();
    clock.addAndGet(1);
    assertThat(deadline.passed()).isTrue();
    clock.addAndGet(100);
    assertThat(deadline.remaining()).isZero();
  }

  @Test
  void after_negativeTime_hasPassed() {
    assertThat(Deadline.after(Duration.ofSeconds(-1), clock::get).passed()).isTrue();
  }
}

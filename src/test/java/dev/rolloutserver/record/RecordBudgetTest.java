package dev.rolloutserver.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecordBudgetTest {
  private static final long PER_SECOND = 100_000;

  private final AtomicLong nanos = new AtomicLong();
  private final RecordBudget budget = new RecordBudget(PER_SECOND, nanos::get);

  @Test
  void bytes_overAMinute_areWhatIsAllowed_howeverManyAsk() {
    long made = 0;
    for (int i = 0; i < 60_000; i++) {
      nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
      long taken = budget.take();
      if (taken > 0) {
        budget.made(taken, 25_000);
        made += 25_000;
      }
    }
    // a minute's, and what was saved before
    assertThat(made).isBetween(119 * PER_SECOND, 121 * PER_SECOND);
  }

  @Test
  void fewThatAsk_allGetRoom() {
    for (int i = 0; i < 1000; i++) {
      nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
      long taken = budget.take();
      assertThat(taken).isPositive();
      budget.made(taken, PER_SECOND / 2);
    }
  }

  @Test
  void manyThatAskBeforeAnyHasEnded_getWhatIsLeft() {
    int got = 0;
    for (int i = 0; i < 10_000; i++) {
      got += budget.take() > 0 ? 1 : 0;
    }
    assertThat(got).isBetween(1400, 1500); // of 4096 bytes, a minute's worth
  }
}

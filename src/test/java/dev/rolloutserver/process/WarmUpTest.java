package dev.rolloutserver.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  private static final String WORKED = "worked";
  private static final String COMPILING = "compiling";

  private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1000);
  private final AtomicLong compileMillis = new AtomicLong(700);
  private final List<String> told = new ArrayList<>();
  private final WarmUp warmUp =
      new WarmUp(
          3, () -> told.add(WORKED), () -> told.add(COMPILING), nanoTime::get, compileMillis::get);

  @Test
  void worked_tellsOnceWhenEnoughIsDone() {
    work(2);
    assertThat(told).containsExactly(COMPILING);
    work(2);
    assertThat(told).containsExactly(COMPILING, WORKED);
  }

  @Test
  void worked_tellsEveryFewSecondsUntilTheCompilersAreBusyForLessThanHalfTheTime() {
    work(3);
    later(5, 5000);
    later(6, 3000);
    assertThat(told).containsExactly(COMPILING, WORKED, COMPILING, COMPILING);
    later(5, 2499);
    later(5, 5000);
    assertThat(told).containsExactly(COMPILING, WORKED, COMPILING, COMPILING);
  }

  @Test
  void worked_doesNotTakeAnIdleStartForOneThatIsWarm() {
    later(3600, 0);
    assertThat(told).containsExactly(COMPILING, COMPILING);
    later(5, 0);
    later(5, 4000);
    assertThat(told).containsExactly(COMPILING, COMPILING, COMPILING, WORKED, COMPILING);
    later(5, 100);
    later(5, 5000);
    assertThat(told).containsExactly(COMPILING, COMPILING, COMPILING, WORKED, COMPILING);
  }

  @Test
  void worked_looksAtNoLessThanAFewSeconds() {
    work(3);
    later(4, 5000);
    assertThat(told).containsExactly(COMPILING, WORKED);
  }

  /** The machine's own clock and compilers: nothing is told before its time. */
  @Test
  void worked_asksTheMachine() {
    List<String> now = new ArrayList<>();
    WarmUp real = new WarmUp(2, () -> now.add(WORKED), () -> now.add(COMPILING));
    real.worked();
    real.worked();
    assertThat(now).containsExactly(COMPILING, WORKED);
    assertThat(WarmUp.compileMillis()).isPositive();
  }

  private void later(int seconds, int compiled) {
    nanoTime.addAndGet(Duration.ofSeconds(seconds).toNanos());
    compileMillis.addAndGet(compiled);
    work(1);
  }

  private void work(int times) {
    for (int i = 0; i < times; i++) {
      warmUp.worked();
    }
  }
}

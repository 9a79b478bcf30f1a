package dev.rolloutserver.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  private static final String WORKED = "worked";
  private static final String COMPILED = "compiled";

  private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1000);
  private final AtomicLong compileMillis = new AtomicLong(700);
  private final AtomicLong cpuNanos = new AtomicLong();
  private final List<String> told = new ArrayList<>();
  private final WarmUp warmUp =
      new WarmUp(
          3,
          () -> told.add(WORKED),
          () -> told.add(COMPILED),
          nanoTime::get,
          compileMillis::get,
          cpuNanos::get);

  @Test
  void worked_tellsOnceWhenEnoughIsDone() {
    warmUp.worked();
    warmUp.worked();
    assertThat(told).isEmpty();
    warmUp.worked();
    warmUp.worked();
    assertThat(told).containsExactly(WORKED);
  }

  @Test
  void worked_tellsOnceWhenTheCompilersAreBusyForLessThanAThirdOfTheCpuTime() {
    work(3);
    later(5, 5000, 6000);
    later(6, 2000, 6000);
    assertThat(told).containsExactly(WORKED);
    later(5, 1999, 6000);
    later(60, 0, 60_000);
    assertThat(told).containsExactly(WORKED, COMPILED);
  }

  /** Of two servers that are played in turn each is idle for half the time. */
  @Test
  void worked_doesNotTakeIdleTimeForTimeWithoutCompilers() {
    work(3);
    later(30, 2000, 5000);
    assertThat(told).containsExactly(WORKED);
    later(30, 0, 1999);
    later(30, 0, 0);
    assertThat(told).containsExactly(WORKED);
    later(30, 0, 1);
    assertThat(told).containsExactly(WORKED, COMPILED);
  }

  @Test
  void worked_doesNotTakeAnIdleStartForOneThatIsWarm() {
    later(3600, 0, 9000);
    assertThat(told).isEmpty();
    work(2);
    assertThat(told).containsExactly(WORKED);
    later(5, 4000, 5000);
    assertThat(told).containsExactly(WORKED);
    later(5, 100, 5000);
    assertThat(told).containsExactly(WORKED, COMPILED);
  }

  @Test
  void worked_looksAtNoLessThanAFewSeconds() {
    work(3);
    later(4, 0, 4000);
    assertThat(told).containsExactly(WORKED);
  }

  /** The machine's own clock and compilers: nothing is told before its time. */
  @Test
  void worked_asksTheMachine() {
    List<String> now = new ArrayList<>();
    WarmUp real = new WarmUp(2, () -> now.add(WORKED), () -> now.add(COMPILED));
    real.worked();
    real.worked();
    assertThat(now).containsExactly(WORKED);
    assertThat(WarmUp.compileMillis()).isPositive();
    assertThat(WarmUp.cpuNanos()).isPositive();
  }

  @Test
  void cpuTime_thatTheMachineDoesNotTell_isAllTimeSinceTheStart() {
    assertThat(WarmUp.cpuNanos(0)).isZero();
    long uptime = WarmUp.cpuNanos(-1);
    assertThat(uptime).isPositive();
    assertThat(WarmUp.cpuNanos(-1)).isGreaterThanOrEqualTo(uptime);
  }

  private void later(int seconds, int compiled, int cpu) {
    nanoTime.addAndGet(Duration.ofSeconds(seconds).toNanos());
    cpuNanos.addAndGet(Duration.ofMillis(cpu).toNanos());
    compileMillis.addAndGet(compiled);
    work(1);
  }

  private void work(int times) {
    for (int i = 0; i < times; i++) {
      warmUp.worked();
    }
  }
}

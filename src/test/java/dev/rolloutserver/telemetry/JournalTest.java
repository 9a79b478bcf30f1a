package dev.rolloutserver.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What meters are told in the end. */
class JournalTest {
  private final Journal journal = new Journal();

  @Test
  void settle_manyThreads_tellsEachMeterAllOfItsOwn() throws Exception {
    LongAdder times = new LongAdder();
    LongAdder counts = new LongAdder();
    Recorder timer = journal.recorder(times::add);
    Recorder counter = journal.recorder(counts::add);
    List<Thread> threads =
        IntStream.range(0, 20)
            .mapToObj(_ ->
                Thread.ofVirtual()
                    .start(() -> {
                      for (int i = 0; i < 1000; i++) {
                        counter.increment();
                        timer.record(Duration.ofNanos(5));
                      }
                    }))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }

    journal.settle();

    assertThat(counts.sum()).isEqualTo(20_000);
    assertThat(times.sum()).isEqualTo(100_000);
  }

  @Test
  void add_untilItIsFull_tellsWithoutBeingAsked() {
    List<Long> told = new ArrayList<>();
    Recorder counter = journal.recorder(told::add);

    for (long i = 0; i < 1000; i++) {
      counter.add(i);
    }

    assertThat(told).hasSizeGreaterThan(500).isSorted();
  }

  @Test
  void settle_twice_tellsOnce() {
    List<Long> told = new ArrayList<>();
    journal.recorder(told::add).add(7);

    journal.settle();
    journal.settle();

    assertThat(told).containsExactly(7L);
  }
}

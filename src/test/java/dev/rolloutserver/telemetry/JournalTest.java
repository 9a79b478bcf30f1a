package dev.rolloutserver.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What meters are told in the end. */
class JournalTest {
  private final Journal journal = new Journal();

  @Test
  void settle_manyRollouts_tellsEachMeterAllOfItsOwn() throws Exception {
    LongAdder times = new LongAdder();
    LongAdder counts = new LongAdder();
    Recorder timer = new Recorder(times::add, journal.inARow(times::add));
    Recorder counter = new Recorder(counts::add, counts::add);
    List<Thread> threads =
        IntStream.range(0, 20)
            .mapToObj(_ ->
                Thread.ofVirtual()
                    .start(() -> {
                      Journal.Page page = journal.page();
                      for (int i = 0; i < 1000; i++) {
                        counter.increment(page);
                        timer.record(page, Duration.ofNanos(5));
                        if (i % 3 == 0) {
                          page.close();
                        }
                        if (i % 100 == 0) {
                          journal.settle();
                        }
                      }
                      page.close();
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
  void add_manyTimes_tellsWithoutBeingAsked() {
    List<Long> told = new ArrayList<>();
    Recorder counter = new Recorder(told::add, told::add);
    Journal.Page page = journal.page();

    for (long i = 0; i < 2000; i++) {
      counter.add(page, i);
    }

    assertThat(told).hasSizeGreaterThan(1000).doesNotHaveDuplicates();
    page.close();
    journal.settle();
    assertThat(told)
        .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 2000).boxed().toList());
  }

  @Test
  void add_ofShortRolloutsBesideManyThatWait_tellsWithoutBeingAsked() {
    List<Long> told = new ArrayList<>();
    Recorder counter = new Recorder(told::add, told::add);
    for (int i = 0; i < 1000; i++) {
      counter.add(journal.page(), -1);
    }

    for (long i = 0; i < 5000; i++) {
      Journal.Page page = journal.page();
      counter.add(page, i);
      page.close();
    }

    assertThat(told).hasSizeGreaterThan(4000);
    journal.settle();
    assertThat(told).hasSize(6000).contains(0L, 4999L);
  }

  @Test
  void settle_twice_tellsOnce() {
    List<Long> told = new ArrayList<>();
    Journal.Page page = journal.page();
    new Recorder(told::add, told::add).add(page, 7);
    page.close();

    journal.settle();
    journal.settle();

    assertThat(told).containsExactly(7L);
  }

  @Test
  void settle_ofARolloutThatGoesOn_tellsWhatItHasNotedSoFar() {
    List<Long> told = new ArrayList<>();
    Recorder counter = new Recorder(told::add, told::add);
    Journal.Page page = journal.page();
    counter.add(page, 7);

    journal.settle();
    assertThat(told).containsExactly(7L);

    counter.add(page, 8);
    page.close();
    counter.add(page, 9);
    journal.settle();
    assertThat(told).containsExactlyInAnyOrder(7L, 8L, 9L);
  }
}

package dev.rolloutserver.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.deadline.Cancellation.Registration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CancellationTest {
  private final Cancellation cancellation = new Cancellation();
  private final AtomicInteger heard = new AtomicInteger();

  @Test
  void cancel_twice_isHeardOnce() {
    try (Registration _ = cancellation.onCancel(heard::incrementAndGet)) {
      cancellation.cancel();
      cancellation.cancel();
    }

    assertThat(heard).hasValue(1);
    assertThat(cancellation.cancelled()).isTrue();
  }

  @Test
  void onCancel_afterwards_isHeardAtOnce() {
    cancellation.cancel();

    cancellation.onCancel(heard::incrementAndGet).close();

    assertThat(heard).hasValue(1);
  }

  @Test
  void cancel_afterTheRegistrationWasClosed_isNotHeard() {
    cancellation.onCancel(heard::incrementAndGet).close();

    cancellation.cancel();

    assertThat(heard).hasValue(0);
  }

  @Test
  void interrupting_endWished_interruptsAndLeavesNothingBehind() {
    try (Registration _ = cancellation.interrupting()) {
      cancellation.cancel();

      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void interrupting_closed_isInterruptedByNothingLater() {
    cancellation.interrupting().close();

    cancellation.cancel();

    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void interrupting_endWishedAtTheSameTime_neverInterruptsLater() throws InterruptedException {
    for (int i = 0; i < 2000; i++) {
      Cancellation raced = new Cancellation();
      Registration registration = raced.interrupting();
      Thread other = Thread.ofVirtual().start(raced::cancel);

      registration.close();
      boolean late = Thread.currentThread().isInterrupted();
      // would end at once if an interrupt came in between
      other.join();

      assertThat(late || Thread.interrupted()).isFalse();
    }
  }
}

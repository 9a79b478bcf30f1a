package dev.rolloutserver.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rolloutserver.admission.Admission.Ticket;
import dev.rolloutserver.admission.Refused.Reason;
import dev.rolloutserver.deadline.Cancellation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private final Cancellation never = new Cancellation();

  @Test
  void enter_belowTheLimit_isAdmittedAtOnce() throws Exception {
    Admission admission = admission(2, 0, Duration.ofSeconds(10));

    try (Permit _ = admission.enter().await(never);
        Permit _ = admission.enter().await(never)) {
      assertThat(admission.running()).isEqualTo(2);
    }

    assertThat(admission.running()).isZero();
  }

  @Test
  void enter_queueFull_isRefusedWithTheBounds() throws Exception {
    Admission admission = admission(1, 1, Duration.ofSeconds(10));
    Permit running = admission.enter().await(never);
    Ticket waiting = admission.enter();

    Refused refusal = catchThrowableOfType(Refused.class, admission::enter);

    assertThat(refusal.reason()).isEqualTo(Reason.QUEUE_FULL);
    assertThat(refusal)
        .hasMessage("1 rollouts run and 1 wait; the limits are 1 (MAX_CONCURRENT_ROLLOUTS) and 1");
    running.close();
    waiting.await(never).close();
  }

  @Test
  void close_withOthersWaiting_admitsTheFirstOfThem() throws Exception {
    Admission admission = admission(1, 3, Duration.ofSeconds(60));
    Permit running = admission.enter().await(never);
    List<Integer> order = new CopyOnWriteArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Ticket ticket = admission.enter();
      int number = i;
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try (Permit _ = ticket.await(never)) {
                  order.add(number);
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              }));
    }
    assertThat(admission.waiting()).isEqualTo(3);

    running.close();

    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(order).containsExactly(0, 1, 2);
    assertThat(admission.running()).isZero();
    assertThat(admission.waiting()).isZero();
  }

  @Test
  void await_longerThanTheTimeout_isRefusedAndLeavesTheQueue() throws Exception {
    Admission admission = admission(1, 1, Duration.ofMillis(20));
    try (Permit _ = admission.enter().await(never)) {
      Ticket ticket = admission.enter();

      Refused refusal = catchThrowableOfType(Refused.class, () -> ticket.await(never));

      assertThat(refusal.reason()).isEqualTo(Reason.QUEUE_TIMEOUT);
      assertThat(admission.waiting()).isZero();
    }
    assertThat(admission.running()).isZero();
  }

  @Test
  void await_noLongerWanted_givesUpItsPlace() throws Exception {
    Admission admission = admission(1, 1, Duration.ofSeconds(60));
    Cancellation cancellation = new Cancellation();
    CountDownLatch left = new CountDownLatch(1);
    try (Permit _ = admission.enter().await(never)) {
      Ticket ticket = admission.enter();
      Thread waiter =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  ticket.await(cancellation);
                } catch (InterruptedException e) {
                  left.countDown();
                }
              });

      cancellation.cancel();

      left.await();
      waiter.join();
      assertThat(admission.waiting()).isZero();
    }
    assertThat(admission.running()).isZero();
  }

  @Test
  void drain_refusesNewOnes_andWaitsForTheOthers() throws Exception {
    Admission admission = admission(1, 1, Duration.ofSeconds(60));
    Permit running = admission.enter().await(never);

    admission.drain();

    assertThatThrownBy(admission::enter)
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.reason()).isEqualTo(Reason.DRAINING));
    assertThat(admission.awaitIdle(0, TimeUnit.SECONDS)).isFalse();
    running.close();
    assertThat(admission.awaitIdle(10, TimeUnit.SECONDS)).isTrue();
  }

  private static Admission admission(int concurrent, int waiting, Duration timeout) {
    return new Admission(new AdmissionSettings(concurrent, waiting, timeout));
  }
}

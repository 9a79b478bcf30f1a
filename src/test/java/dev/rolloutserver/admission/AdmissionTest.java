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
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTest {
  private final Cancellation never = new Cancellation();
  private final AtomicLong clock = new AtomicLong();

  @Test
  void enter_belowTheLimit_isAdmittedAtOnce() throws Exception {
    Admission admission = admission(2, 0, Duration.ofSeconds(10));

    try (Permit _ = admission.enter("t").await(never);
        Permit _ = admission.enter("t").await(never)) {
      assertThat(admission.running()).isEqualTo(2);
    }

    assertThat(admission.running()).isZero();
  }

  @Test
  void enter_queueFull_isRefusedWithTheBounds() throws Exception {
    Admission admission = admission(1, 1, Duration.ofSeconds(10));
    Permit running = admission.enter("t").await(never);
    Ticket waiting = admission.enter("t");

    Refused refusal = catchThrowableOfType(Refused.class, () -> admission.enter("t"));

    assertThat(refusal.reason()).isEqualTo(Reason.QUEUE_FULL);
    assertThat(refusal)
        .hasMessage(
            "1 rollouts run and 1 wait; the limits are 1 (MAX_CONCURRENT_ROLLOUTS) and 1"
                + " (rollout.max-waiting)");
    running.close();
    waiting.await(never).close();
  }

  @Test
  void close_withOthersWaiting_admitsTheFirstOfThem() throws Exception {
    Admission admission = admission(1, 3, Duration.ofSeconds(60));
    Permit running = admission.enter("t").await(never);
    List<Integer> order = new CopyOnWriteArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Ticket ticket = admission.enter("t");
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
    try (Permit _ = admission.enter("t").await(never)) {
      Ticket ticket = admission.enter("t");

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
    try (Permit _ = admission.enter("t").await(never)) {
      Ticket ticket = admission.enter("t");
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
    Permit running = admission.enter("t").await(never);

    admission.drain();

    assertThatThrownBy(() -> admission.enter("t"))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.reason()).isEqualTo(Reason.DRAINING));
    assertThat(admission.awaitIdle(Duration.ZERO)).isFalse();
    running.close();
    assertThat(admission.awaitIdle(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void close_withRolloutsOfSeveralTrainersWaiting_admitsTheTrainersInTurn() throws Exception {
    Admission admission = admission(1, 6, Duration.ofSeconds(60));
    Permit running = admission.enter("a").await(never);
    List<String> order = new CopyOnWriteArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (String name : List.of("a1", "a2", "a3", "b1", "c1", "c2")) {
      Ticket ticket = admission.enter(name.substring(0, 1));
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try (Permit _ = ticket.await(never)) {
                  order.add(name);
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              }));
    }

    running.close();

    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(order).containsExactly("a1", "b1", "c1", "a2", "c2", "a3");
  }

  @Test
  void enter_queueFull_saysWhenThoseWhoWaitWillHaveStarted() throws Exception {
    Admission admission = admission(1, 2, Duration.ofSeconds(60));
    for (int i = 0; i < 10; i++) {
      clock.addAndGet(Duration.ofSeconds(4).toNanos());
      admission.enter("t").await(never).close();
    }
    Permit running = admission.enter("t").await(never);
    List<Ticket> waiting = List.of(admission.enter("t"), admission.enter("t"));

    Refused refusal = catchThrowableOfType(Refused.class, () -> admission.enter("t"));

    // ten have ended in 36 seconds, two wait
    assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(8));
    running.close();
    for (Ticket ticket : waiting) {
      ticket.await(never).close();
    }
  }

  @Test
  void await_ofAnInterruptedThread_givesUpItsPlace() throws Exception {
    Admission admission = admission(1, 1, Duration.ofSeconds(60));
    Permit running = admission.enter("t").await(never);
    Ticket ticket = admission.enter("t");
    CountDownLatch left = new CountDownLatch(1);

    Thread waiter =
        Thread.ofVirtual()
            .start(() -> {
              Thread.currentThread().interrupt();
              try {
                ticket.await(never);
              } catch (InterruptedException e) {
                left.countDown();
              }
            });
    left.await();
    waiter.join();

    assertThat(admission.waiting()).isZero();
    running.close();
    assertThat(admission.running()).isZero();
  }

  /** Whoever comes, goes, gives up or waits for too long: in the end every permit is free. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void permits_underRandomUse_areNeverLostNorMoreThanThereAre(int seed) throws Exception {
    int permits = 3;
    Admission admission = admission(permits, 20, Duration.ofSeconds(seed == 1 ? 0 : 60));
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Random random = new Random(1000L * seed + i);
      Cancellation cancellation = new Cancellation();
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try (Permit _ = admission.enter("t" + random.nextInt(4)).await(cancellation)) {
                  most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                  for (int pauses = random.nextInt(5); pauses > 0; pauses--) {
                    LockSupport.parkNanos(1);
                  }
                  inside.decrementAndGet();
                } catch (InterruptedException | Refused e) {
                  // it has no permit
                }
              }));
      if (random.nextInt(3) == 0) {
        cancellation.cancel();
      } else if (random.nextInt(10) == 0) {
        threads.getLast().interrupt();
      }
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(most.get()).isBetween(1, permits);
    assertThat(admission.running()).isZero();
    assertThat(admission.waiting()).isZero();
    for (int i = 0; i < permits; i++) {
      admission.enter("t").await(never);
    }
    assertThat(admission.running()).isEqualTo(permits);
  }

  private Admission admission(int concurrent, int waiting, Duration timeout) {
    return new Admission(new AdmissionSettings(concurrent, waiting, timeout, 1000), clock::get);
  }
}

package dev.rolloutserver.registry;

import dev.rolloutserver.admission.Admission;
import dev.rolloutserver.admission.AdmissionSettings;
import dev.rolloutserver.admission.HeldMemory;
import dev.rolloutserver.admission.Refused;
import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.deadline.Cancellation.Registration;
import dev.rolloutserver.rollout.ErrorCategory;
import dev.rolloutserver.rollout.FinishReason;
import dev.rolloutserver.rollout.RolloutObserver;
import dev.rolloutserver.rollout.RolloutObservers;
import dev.rolloutserver.rollout.RolloutOutcome;
import dev.rolloutserver.rollout.RolloutSpec;
import dev.rolloutserver.rollout.RolloutSpecs;
import dev.rolloutserver.rollout.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Rollouts that run until a test lets them end, and callers that wait in threads of their own. */
final class RolloutsScene {
  private static final Usage NOTHING =
      new Usage(Duration.ZERO, Duration.ZERO, Duration.ZERO, 0, 0, 0, 0, 0, 0, 0);

  /** Ids in the order in which their rollouts began to run. */
  final BlockingQueue<String> started = new LinkedBlockingQueue<>();

  final List<String> heard = new CopyOnWriteArrayList<>();
  final AtomicLong clock = new AtomicLong();

  /** Done by whoever ends a rollout, right after it was ended. */
  volatile Runnable whenCancelled = () -> {};

  final Rollouts rollouts;
  private final List<Caller> callers = new CopyOnWriteArrayList<>();
  private final Map<String, CountDownLatch> mayEnd = new ConcurrentHashMap<>();
  private final Admission admission;

  RolloutsScene(int permits, RegistrySettings settings) {
    this.admission =
        new Admission(
            new AdmissionSettings(permits, 10, Duration.ofSeconds(60), 10_000), clock::get);
    this.rollouts =
        new Rollouts(
            admission, this::run, settings, new Listener(), RolloutObservers.NONE, clock::get);
  }

  /** Someone who asks for a rollout, and what is answered. */
  static final class Caller {
    final Cancellation gone = new Cancellation();
    final CompletableFuture<String> answer = new CompletableFuture<>();

    void hangsUp() {
      gone.cancel();
    }

    /** What it was answered; the exception's name where there was one. */
    String answered() {
      return answer.handle((text, e) -> e == null ? text : e.getClass().getSimpleName()).join();
    }
  }

  /** Asks from a thread of its own. */
  Caller asks(String id, String body) {
    Caller caller = new Caller();
    callers.add(caller);
    HeldMemory held = rollouts.holdMemory();
    held.grow(1);
    Thread.ofVirtual().start(() -> awaitAnswer(caller, submission(id, body, held)));
    return caller;
  }

  /** The caller hears the answer when nothing of its request is left. */
  private void awaitAnswer(Caller caller, Submission submission) {
    try {
      byte[] bytes;
      try (HeldMemory _ = submission.memory()) {
        bytes = rollouts.answer(submission, caller.gone);
      }
      caller.answer.complete(new String(bytes, StandardCharsets.UTF_8));
    } catch (RuntimeException e) {
      caller.answer.completeExceptionally(e);
    }
  }

  /** Waits until every caller, also one that has left, has its answer and holds nothing. */
  void awaitAnswers() {
    callers.forEach(Caller::answered);
  }

  /** Lets the rollout of this id end, now or as soon as it runs. */
  void ends(String id) {
    latch(id).countDown();
  }

  /** Waits until this was heard so often. */
  void awaitHeard(String what, int times) {
    while (heard.stream().filter(what::equals).count() < times) {
      Thread.onSpinWait();
    }
  }

  /** Waits until so many wait for a permit. */
  void awaitWaiting(int count) {
    while (rollouts.waiting() != count) {
      Thread.onSpinWait();
    }
  }

  private Submission submission(String id, String body, HeldMemory held) {
    RolloutSpec spec = RolloutSpecs.of(id, body, "t");
    return new Submission(
        spec,
        BodyDigest.of(body.getBytes(StandardCharsets.UTF_8)),
        held,
        ended -> text(ended).getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Ended ended) {
    return switch (ended.outcome()) {
      case RolloutOutcome.Completed _ -> "completed after " + ended.waited().toSeconds() + " s";
      case RolloutOutcome.Failed failed -> failed.category().wireName();
    };
  }

  private RolloutOutcome run(
      RolloutSpec spec, HeldMemory memory, Cancellation cancellation, RolloutObserver observer) {
    if (!cancellation.cancelled()) {
      started.add(spec.rolloutId());
    }
    CountDownLatch end = latch(spec.rolloutId());
    try (Registration _ = cancellation.interrupting()) {
      end.await();
      mayEnd.remove(spec.rolloutId());
    } catch (InterruptedException e) {
      return failed(spec, ErrorCategory.CANCELLED);
    }
    return spec.rolloutId().startsWith("bad")
        ? failed(spec, ErrorCategory.NETWORK_ERROR)
        : new RolloutOutcome.Completed(FinishReason.STOP, spec.messages(), NOTHING, Map.of());
  }

  private static RolloutOutcome failed(RolloutSpec spec, ErrorCategory category) {
    return new RolloutOutcome.Failed(
        category, "failed", OptionalInt.empty(), spec.messages(), NOTHING, Map.of());
  }

  private CountDownLatch latch(String id) {
    return mayEnd.computeIfAbsent(id, _ -> new CountDownLatch(1));
  }

  private final class Listener implements RegistryObserver {
    @Override
    public void admitted(Duration waited) {
      heard.add("admitted");
    }

    @Override
    public void refused(Refused.Reason reason) {
      heard.add(reason.wireName());
    }

    @Override
    public void cancelled(CancelCause cause) {
      whenCancelled.run();
    }

    @Override
    public void joined() {
      heard.add("joined");
    }

    @Override
    public void answeredAgain() {
      heard.add("again");
    }
  }
}

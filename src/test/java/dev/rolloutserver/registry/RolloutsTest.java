package dev.rolloutserver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.protocol.CancelRequest;
import dev.rolloutserver.registry.RolloutsScene.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RolloutsTest {
  private static final String COMPLETED = "completed after 0 s";
  private static final Duration TTL = Duration.ofSeconds(30);
  private final RolloutsScene scene = scene(2, Duration.ZERO, Duration.ZERO);

  @Test
  void answer_whileItRuns_joinsAndIsTheSame() throws Exception {
    Caller first = scene.asks("r", "body");
    scene.started.take();
    Caller second = scene.asks("r", "body");
    scene.awaitHeard("joined", 1);

    scene.ends("r");

    assertThat(first.answered()).isEqualTo(COMPLETED);
    assertThat(second.answered()).isEqualTo(COMPLETED);
    assertThat(scene.started).isEmpty();
    assertIdle(scene);
  }

  @Test
  void answer_whileItWaits_joinsTheOneThatWaits() throws Exception {
    RolloutsScene one = scene(1, Duration.ZERO, Duration.ZERO);
    Caller running = one.asks("running", "body");
    one.started.take();
    Caller first = one.asks("r", "body");
    one.awaitWaiting(1);
    Caller second = one.asks("r", "body");
    one.awaitHeard("joined", 1);
    assertThat(one.rollouts.waiting()).isEqualTo(1);

    one.ends("running");
    one.ends("r");

    assertThat(List.of(running.answered(), first.answered(), second.answered()))
        .containsOnly(COMPLETED);
    assertIdle(one);
  }

  @Test
  void answer_sameIdWithAnotherBody_whileItRuns_isInUse() throws Exception {
    Caller first = scene.asks("r", "body");
    scene.started.take();

    assertThat(scene.asks("r", "another").answered()).isEqualTo("IdInUse");

    scene.ends("r");
    assertThat(first.answered()).isEqualTo(COMPLETED);
  }

  @Test
  void answer_sameIdWithAnotherBody_afterItEnded_runs() throws Exception {
    RolloutsScene keeping = scene(1, Duration.ZERO, TTL);
    keeping.ends("r");
    keeping.asks("r", "body").answered();

    keeping.ends("r");
    assertThat(keeping.asks("r", "another").answered()).isEqualTo(COMPLETED);

    assertThat(keeping.started).hasSize(2);
  }

  @Test
  void answer_afterItCompleted_isTheKeptOne_untilTheTtl() {
    RolloutsScene keeping = scene(1, Duration.ZERO, TTL);
    keeping.ends("r");
    String answer = keeping.asks("r", "body").answered();
    keeping.clock.addAndGet(TTL.toNanos() - 1);

    assertThat(keeping.asks("r", "body").answered()).isEqualTo(answer);
    assertThat(keeping.started).hasSize(1);
    assertThat(keeping.heard).containsExactly("admitted", "again");

    keeping.clock.addAndGet(1);
    keeping.ends("r");
    assertThat(keeping.asks("r", "body").answered()).isEqualTo(COMPLETED);
    assertThat(keeping.started).hasSize(2);
    assertIdle(keeping);
  }

  @Test
  void answer_afterAnErrorOrACancel_runsAnew() throws Exception {
    RolloutsScene keeping = scene(1, Duration.ZERO, TTL);
    keeping.ends("bad");
    assertThat(keeping.asks("bad", "body").answered()).isEqualTo("network_error");
    keeping.ends("bad");
    assertThat(keeping.asks("bad", "body").answered()).isEqualTo("network_error");
    assertThat(keeping.started).hasSize(2);
    keeping.started.clear();
    Caller cancelled = keeping.asks("r", "body");
    keeping.started.take();
    keeping.rollouts.cancel(new CancelRequest.All());
    assertThat(cancelled.answered()).isEqualTo("cancelled");

    keeping.ends("r");
    assertThat(keeping.asks("r", "body").answered()).isEqualTo(COMPLETED);
  }

  @Test
  void caller_onlyOne_leaves_endsTheRollout() throws Exception {
    Caller caller = scene.asks("r", "body");
    scene.started.take();

    caller.hangsUp();

    assertThat(caller.answered()).isEqualTo("cancelled");
    assertIdle(scene);
  }

  @Test
  void caller_firstOfTwo_leaves_theRolloutGoesOnForTheOther() throws Exception {
    Caller first = scene.asks("r", "body");
    scene.started.take();
    Caller second = scene.asks("r", "body");
    scene.awaitHeard("joined", 1);

    first.hangsUp();
    scene.ends("r");

    assertThat(second.answered()).isEqualTo(COMPLETED);
    assertIdle(scene);
  }

  @Test
  void caller_thatJoined_leaves_theRolloutGoesOn() throws Exception {
    Caller first = scene.asks("r", "body");
    scene.started.take();
    Caller second = scene.asks("r", "body");
    scene.awaitHeard("joined", 1);

    second.hangsUp();
    assertThat(second.answered()).isEqualTo("CallerLeft");
    scene.ends("r");

    assertThat(first.answered()).isEqualTo(COMPLETED);
  }

  @Test
  void caller_lastOfTwo_leaves_endsTheRollout() throws Exception {
    Caller first = scene.asks("r", "body");
    scene.started.take();
    Caller second = scene.asks("r", "body");
    scene.awaitHeard("joined", 1);
    first.hangsUp();

    second.hangsUp();

    assertThat(first.answered()).isEqualTo("cancelled");
    // it leaves, or the end of the rollout that it caused comes first
    assertThat(second.answered()).isIn("CallerLeft", "cancelled");
    assertIdle(scene);
  }

  @Test
  void caller_thatComesWhileTheRolloutIsCancelled_getsANewOne() throws Exception {
    Caller first = scene.asks("r", "body");
    scene.started.take();

    first.hangsUp();
    Caller again = scene.asks("r", "body");
    scene.started.take();
    scene.ends("r");

    assertThat(first.answered()).isEqualTo("cancelled");
    assertThat(again.answered()).isEqualTo(COMPLETED);
    assertIdle(scene);
  }

  @Test
  void grace_callerComesBack_getsTheRolloutThatRanOn() throws Exception {
    RolloutsScene gracious = scene(2, Duration.ofHours(1), Duration.ZERO);
    Caller first = gracious.asks("r", "body");
    gracious.started.take();
    first.hangsUp();

    Caller again = gracious.asks("r", "body");
    gracious.awaitHeard("joined", 1);
    gracious.ends("r");

    assertThat(again.answered()).isEqualTo(COMPLETED);
    assertThat(gracious.started).isEmpty();
    assertIdle(gracious);
  }

  @Test
  void grace_nobodyComesBack_endsTheRollout() throws Exception {
    RolloutsScene gracious = scene(2, Duration.ofMillis(20), Duration.ZERO);
    Caller first = gracious.asks("r", "body");
    gracious.started.take();

    first.hangsUp();

    assertThat(first.answered()).isEqualTo("cancelled");
    assertIdle(gracious);
  }

  @Test
  void cancel_byId_tellsWhatWaitedRanAndWasNotFound() throws Exception {
    RolloutsScene one = scene(1, Duration.ZERO, Duration.ZERO);
    Caller running = one.asks("running", "body");
    one.started.take();
    Caller queued = one.asks("queued", "body");
    one.awaitWaiting(1);

    assertThat(one.rollouts.cancel(new CancelRequest.Ids(List.of("queued", "none", "running"))))
        .containsExactly(
            Map.entry("queued", Disposition.CANCELLED_QUEUED),
            Map.entry("none", Disposition.NOT_FOUND),
            Map.entry("running", Disposition.CANCELLED_RUNNING));
    assertThat(running.answered()).isEqualTo("cancelled");
    assertThat(queued.answered()).isEqualTo("cancelled");
    assertIdle(one);
  }

  @Test
  void cancel_ofThoseThatRunAndThenThoseThatWait_letsNoneBeginMeanwhile() throws Exception {
    RolloutsScene one = scene(1, Duration.ZERO, Duration.ZERO);
    Caller running = one.asks("running", "body");
    one.started.take();
    Caller queued = one.asks("queued", "body");
    one.awaitWaiting(1);
    // as slow as it takes for a permit to go from the one to the other
    one.whenCancelled = () -> one.awaitWaiting(0);

    assertThat(one.rollouts.cancel(new CancelRequest.Ids(List.of("running", "queued"))))
        .containsExactly(
            Map.entry("running", Disposition.CANCELLED_RUNNING),
            Map.entry("queued", Disposition.CANCELLED_QUEUED));

    assertThat(running.answered()).isEqualTo("cancelled");
    assertThat(queued.answered()).isEqualTo("cancelled");
    assertThat(one.heard).containsExactly("admitted");
    assertIdle(one);
  }

  @Test
  void cancel_byPrefix_leavesTheOthers() throws Exception {
    Caller one = scene.asks("step1-a", "body");
    Caller two = scene.asks("step2-a", "body");
    scene.started.take();
    scene.started.take();

    assertThat(scene.rollouts.cancel(new CancelRequest.Prefix("step1-")))
        .containsOnlyKeys("step1-a");

    assertThat(one.answered()).isEqualTo("cancelled");
    scene.ends("step2-a");
    assertThat(two.answered()).isEqualTo(COMPLETED);
  }

  @Test
  void cancel_ofARolloutWithTwoCallers_answersBoth() throws Exception {
    Caller first = scene.asks("r", "body");
    scene.started.take();
    Caller second = scene.asks("r", "body");
    scene.awaitHeard("joined", 1);

    scene.rollouts.cancel(new CancelRequest.All());

    assertThat(first.answered()).isEqualTo("cancelled");
    assertThat(second.answered()).isEqualTo("cancelled");
  }

  @Test
  void drain_refusesNewOnes_butLetsCallersJoin() throws Exception {
    Caller first = scene.asks("r", "body");
    scene.started.take();
    Thread drain = Thread.ofVirtual().start(this::drain);
    while (!scene.rollouts.draining()) {
      Thread.onSpinWait();
    }

    assertThat(scene.asks("new", "body").answered()).isEqualTo("Refused");
    Caller second = scene.asks("r", "body");
    scene.awaitHeard("joined", 1);
    scene.ends("r");

    drain.join();
    assertThat(first.answered()).isEqualTo(COMPLETED);
    assertThat(second.answered()).isEqualTo(COMPLETED);
    assertThat(scene.heard).containsExactly("admitted", "draining", "joined");
  }

  @Test
  void wait_forAPermit_isToldApart_andItsMemoryIsHeldToTheEnd() throws Exception {
    RolloutsScene one = scene(1, Duration.ZERO, Duration.ZERO);
    Caller running = one.asks("running", "body");
    one.started.take();
    assertThat(one.rollouts.conversationBytes()).isEqualTo(4);
    Caller waiting = one.asks("r", "body");
    one.awaitWaiting(1);
    assertThat(one.rollouts.conversationBytes()).isEqualTo(8);
    one.clock.addAndGet(Duration.ofSeconds(7).toNanos());

    one.ends("running");
    assertThat(one.started.take()).isEqualTo("r");
    assertThat(running.answered()).isEqualTo(COMPLETED);
    assertThat(one.rollouts.conversationBytes()).isEqualTo(4);
    one.ends("r");

    assertThat(waiting.answered()).isEqualTo("completed after 7 s");
    assertThat(one.rollouts.conversationBytes()).isZero();
  }

  @Test
  void caller_thatJoins_holdsNothing() throws Exception {
    Caller first = scene.asks("r", "body");
    scene.started.take();
    Caller second = scene.asks("r", "body");
    scene.awaitHeard("joined", 1);

    assertThat(scene.rollouts.conversationBytes()).isEqualTo(4);

    scene.ends("r");
    assertThat(first.answered()).isEqualTo(COMPLETED);
    assertThat(second.answered()).isEqualTo(COMPLETED);
  }

  /** Whoever asks, joins, leaves or cancels: everyone is answered, and nothing is left. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void callers_random_areAllAnswered_andNothingIsLeft(int seed) {
    Duration grace = seed % 2 == 0 ? Duration.ofMillis(1) : Duration.ZERO;
    RolloutsScene busy = scene(3, grace, TTL);
    Random random = new Random(seed);
    List<Caller> callers = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      String id = "r" + random.nextInt(20);
      callers.add(busy.asks(id, random.nextInt(10) == 0 ? "another" : "body"));
      switch (random.nextInt(6)) {
        case 0 -> callers.get(random.nextInt(callers.size())).hangsUp();
        case 1 -> busy.rollouts.cancel(new CancelRequest.Ids(List.of(id)));
        default -> busy.ends(id);
      }
    }
    while (callers.stream().anyMatch(caller -> !caller.answer.isDone())) {
      for (int id = 0; id < 20; id++) {
        busy.ends("r" + id);
      }
      Thread.onSpinWait();
    }

    assertThat(callers)
        .extracting(Caller::answered)
        .containsAnyOf(COMPLETED)
        .isSubsetOf(COMPLETED, "cancelled", "CallerLeft", "IdInUse", "Refused");
    assertIdle(busy);
  }

  private void drain() {
    try {
      scene.rollouts.drain(Duration.ofMinutes(1));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertIdle(RolloutsScene scene) {
    scene.awaitAnswers();
    assertThat(scene.rollouts.active()).isZero();
    assertThat(scene.rollouts.waiting()).isZero();
    assertThat(scene.rollouts.conversationBytes()).isZero();
    assertThat(scene.rollouts.cancel(new CancelRequest.All())).isEmpty();
  }

  private static RolloutsScene scene(int permits, Duration grace, Duration ttl) {
    return new RolloutsScene(permits, new RegistrySettings(grace, ttl, 1000));
  }
}

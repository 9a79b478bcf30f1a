package dev.rolloutserver.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.admission.AmpleMemory;
import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.outbound.OutboundHttp;
import dev.rolloutserver.outbound.OutboundSettings;
import dev.rolloutserver.prompt.PromptFormats;
import dev.rolloutserver.prompt.PromptObserver;
import dev.rolloutserver.prompt.PromptSettings;
import dev.rolloutserver.rollout.RolloutOutcome.Failed;
import dev.rolloutserver.rollout.RolloutSettings.OnTokenDrift;
import dev.rolloutserver.tools.ToolBox;
import dev.rolloutserver.tools.ToolServers;
import dev.rolloutserver.trainer.Trainer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A rollout whose tokenizer never comes. */
class RolloutLoopTest {
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch mayLoad = new CountDownLatch(1);
  private final Cancellation cancellation = new Cancellation();
  private final PromptFormats formats =
      new PromptFormats(
          (name, revision, deadline) -> {
            asked.countDown();
            try {
              mayLoad.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            throw new IllegalStateException("not in this test");
          },
          new PromptSettings(1, Duration.ofSeconds(1), 1, 1 << 20, List.of()),
          Clock.systemUTC(),
          PromptObserver.NONE);

  private final OutboundHttp http =
      new OutboundHttp(new OutboundSettings(Duration.ofSeconds(5), 1000));

  @AfterEach
  void close() {
    http.close();
    mayLoad.countDown();
    formats.close();
  }

  @Test
  void run_cancelledWhileTheTokenizerLoads_endsWithWhatThereIs() throws Exception {
    Thread canceller =
        Thread.ofVirtual()
            .start(() -> {
              try {
                asked.await();
                cancellation.cancel();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });

    RolloutOutcome outcome = run(Duration.ofHours(1));

    canceller.join();
    assertFailed(outcome, ErrorCategory.CANCELLED);
  }

  @Test
  void run_deadlineWhileTheTokenizerLoads_isTheRolloutsTimeout() {
    RolloutOutcome outcome = run(Duration.ofMillis(50));

    assertFailed(outcome, ErrorCategory.TIMEOUT);
    assertThat(outcome.findings()).containsEntry("deadline", "rollout");
  }

  @Test
  void run_faultOfOurs_isAnOutcomeThatTellsNothingOfIt() {
    RolloutOutcome outcome =
        loop(
                Duration.ofHours(1),
                _ -> {
                  throw new IllegalStateException("secret");
                })
            .run(spec(), AmpleMemory.hold(), cancellation, new RolloutObserver() {});

    assertFailed(outcome, ErrorCategory.INTERNAL_ERROR);
    assertThat(((Failed) outcome).message()).matches("Internal error \\(error_id [0-9a-f-]{36}\\)");
  }

  @Test
  void run_errorOfALibrary_isAnOutcomeToo_andObserversHearOfTheEnd() {
    List<RolloutOutcome> ended = new ArrayList<>();
    RolloutObserver observer =
        new RolloutObserver() {
          @Override
          public void ended(RolloutOutcome outcome) {
            ended.add(outcome);
          }
        };

    RolloutOutcome outcome =
        loop(
                Duration.ofHours(1),
                _ -> {
                  throw new NoClassDefFoundError("secret");
                })
            .run(spec(), AmpleMemory.hold(), cancellation, observer);

    assertFailed(outcome, ErrorCategory.INTERNAL_ERROR);
    assertThat(ended).containsExactly(outcome);
  }

  private RolloutOutcome run(Duration timeout) {
    Function<RolloutSpec, Trainer> none =
        spec ->
            (call, observer) -> {
              throw new IllegalStateException("no trainer");
            };
    return loop(timeout, none)
        .run(spec(), AmpleMemory.hold(), cancellation, new RolloutObserver() {});
  }

  private RolloutLoop loop(Duration timeout, Function<RolloutSpec, Trainer> trainers) {
    return new RolloutLoop(
        formats,
        ToolBox.calculator(),
        new ToolServers(http, 1000),
        trainers,
        new RolloutSettings(timeout, timeout, 0, OnTokenDrift.FLAG),
        System::nanoTime);
  }

  private static void assertFailed(RolloutOutcome outcome, ErrorCategory category) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Failed.class, failed -> assertThat(failed.category()).isEqualTo(category));
    assertThat(outcome.messages()).hasSize(1);
  }

  private static RolloutSpec spec() {
    return RolloutSpecs.of("r", "hi", "org/slow");
  }
}

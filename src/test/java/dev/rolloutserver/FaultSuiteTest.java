package dev.rolloutserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.FaultyTrainer.Deed;
import dev.rolloutserver.FaultyTrainer.Peer;
import dev.rolloutserver.ServerFixture.Answer;
import dev.rolloutserver.TrainerFault.End;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a trainer does, the rollout ends within its deadline, as documented, with the
 * conversation so far. {@code etc/scripts/verify-faults} runs it with more calls and more rollouts.
 */
@TestInstance(Lifecycle.PER_CLASS) // one server for all
@Timeout(value = FaultSuiteTest.PATIENCE_SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FaultSuiteTest {
  /** What a whole test may take, of which some have many rollouts. */
  static final int PATIENCE_SECONDS = 120;

  /** Which calls meet a fault: the first, and every second up to this one. */
  private static final int CALLS = Integer.getInteger("faults.calls", 3);

  /** How many rollouts meet a fault at the same time. */
  static final int AT_ONCE = Integer.getInteger("faults.at-once", 1);

  private static final double ROLLOUT_SECONDS = 2.6 + 0.4 * AT_ONCE;

  /** What a rollout may take at most on a machine that others use, too. */
  private static final long ROLLOUT_BOUND_SECONDS = Math.round(10 * ROLLOUT_SECONDS);

  /** How many bytes further an answer is cut the next time. */
  private static final int STEP = Integer.getInteger("faults.step", 29);

  private ServerFixture server;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    server =
        ServerFixture.start(
            folder,
            Map.of(
                "trainer.call-timeout-seconds", "" + (0.6 + 0.1 * AT_ONCE),
                "trainer.max-answer-bytes", "1000000",
                "rollout.timeout-seconds", "" + ROLLOUT_SECONDS));
  }

  @AfterAll
  void stop() throws Exception {
    assertThat(server.get("/health").json())
        .containsEntry("active_rollouts", 0L)
        .containsEntry("waiting_rollouts", 0L);
    server.close();
  }

  static Stream<Arguments> faults() {
    return IntStream.rangeClosed(1, CALLS)
        .filter(call -> call % 2 == 1)
        .boxed()
        .flatMap(call -> Stream.of(TrainerFault.values()).map(fault -> Arguments.of(fault, call)));
  }

  @ParameterizedTest(name = "{0} at call {1}")
  @MethodSource("faults")
  void fault_ofACall_endsTheRolloutAsDocumented(TrainerFault fault, int call) throws Exception {
    try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> rollouts = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        String id = fault + "-" + call + "-" + i;
        rollouts.add(
            workers.submit(() -> {
              assertEndsAsDocumented(fault, call, id);
              return id;
            }));
      }
      for (Future<?> rollout : rollouts) {
        rollout.get(ROLLOUT_BOUND_SECONDS, TimeUnit.SECONDS);
      }
    }
  }

  static Stream<Arguments> cuts() {
    return Stream.of(
        Arguments.of(Named.<Deed>of("closed", Peer::close)),
        Arguments.of(Named.<Deed>of("reset", Peer::reset)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cuts")
  void answer_cutAnywhere_isANetworkError(Deed cut) throws Exception {
    byte[] whole = FaultyTrainer.goodAnswer();
    for (int length = 1; length < whole.length; length += STEP) {
      byte[] part = Arrays.copyOf(whole, length);
      Deed deed =
          peer -> {
            peer.send(part);
            cut.on(peer);
          };
      try (FaultyTrainer trainer = new FaultyTrainer(0, () -> deed)) {
        Answer answer = FailedRollout.of(server, trainer.url(), "cut-" + length);

        FailedRollout.assertFailedAt(1, answer, "network_error", null, "broke the exchange");
      }
    }
  }

  @Test
  void trainer_whoseNameNobodyKnows_isANetworkError() throws Exception {
    Answer answer = FailedRollout.of(server, "http://no-such-host.invalid:9001", "unknown");

    FailedRollout.assertFailedAt(
        1, answer, "network_error", null, "Network error communicating with trainer: ");
  }

  private void assertEndsAsDocumented(TrainerFault fault, int call, String id) throws Exception {
    try (FaultyTrainer trainer = new FaultyTrainer(call - 1, fault)) {
      Answer answer = FailedRollout.of(server, trainer.url(), id);

      if (fault.mayMeetTheNextRequest() && "ERROR".equals(answer.json().get("status"))) {
        FailedRollout.assertFailedAt(call + 1, answer, "network_error", null, "broke the exchange");
        assertThat(trainer.received()).isLessThanOrEqualTo(call + 1);
        return;
      }
      if (fault.harmless()) {
        assertThat(answer.json())
            .containsEntry("status", "COMPLETED")
            .containsEntry("error_message", null);
        assertThat(answer.metrics()).containsEntry("num_llm_calls", call + 1L);
        return;
      }
      End end = fault.end();
      FailedRollout.assertFailedAt(call, answer, fault.category(), end.httpStatus(), end.message());
      if (fault.lasts() || fault.mayLookUnreachable()) {
        // whatever ends the tries: their number, or the rollout's deadline
        assertThat(answer.extraFields().get("deadline")).isIn(null, "rollout");
        return;
      }
      assertThat(answer.extraFields().get("deadline")).isEqualTo(end.deadline());
      if (!fault.hitsBeforeTheRequest()) {
        // the model would be sampled twice
        assertThat(trainer.received()).isEqualTo(call);
      }
    }
  }
}

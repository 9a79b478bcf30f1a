package dev.rolloutserver.record;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.conversation.ToolCall;
import dev.rolloutserver.json.IdRun;
import dev.rolloutserver.json.IdText;
import dev.rolloutserver.protocol.CompletionResponse;
import dev.rolloutserver.rollout.FinishReason;
import dev.rolloutserver.rollout.RolloutNotes;
import dev.rolloutserver.rollout.RolloutObserver;
import dev.rolloutserver.rollout.RolloutObservers;
import dev.rolloutserver.rollout.RolloutOutcome;
import dev.rolloutserver.rollout.RolloutSpecs;
import dev.rolloutserver.rollout.Tapes;
import dev.rolloutserver.rollout.ToolAnswer;
import dev.rolloutserver.rollout.Usage;
import dev.rolloutserver.tools.ToolResult;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is seen of a rollout at each of its steps. */
class RolloutRecordsTest {
  private static final int WRITERS = 3;
  private static final int LOOKS = 300;
  private static final int TURNS = 50;
  private static final ToolCall CALL = new ToolCall("call-1", "add", Map.of());

  private final AtomicLong clock = new AtomicLong();
  private final Tapes tapes = new Tapes(clock::get);
  private final RolloutRecords records =
      new RolloutRecords(1 << 20, 1 << 20, null, false, Clock.systemUTC(), tapes);
  private final RolloutObservers observers =
      tapes.observers(List.of(records), RolloutObservers.NONE);
  private final RolloutObserver rollout = queued();

  @AfterEach
  void close() {
    records.close();
    tapes.close();
  }

  @Test
  void row_tellsThePhaseAndSinceWhen() {
    at(5);
    assertPhase("waiting", 0, 5);

    at(10);
    rollout.begun(millis(10));
    assertPhase("prompt", 0, 0);

    at(30);
    rollout.trainerAsked(1, 5, millis(20), 0);
    at(37);
    assertPhase("trainer", 1, 7);

    at(70);
    rollout.trainerAnswered(answer(), millis(40), "clean", null);
    at(72);
    assertPhase("prompt", 1, 2);
    assertThat(row()).containsEntry("response_tokens", 2L).containsEntry("drift", null);

    at(80);
    rollout.toolsAsked(List.of(CALL));
    at(91);
    assertPhase("tools", 1, 11);
    assertThat(row()).containsEntry("tool_calls", 0);

    at(95);
    rollout.toolsAnswered(List.of(toolAnswer()), millis(15));
    at(96);
    assertPhase("prompt", 1, 1);
    assertThat(row()).containsEntry("tool_calls", 1).containsEntry("queue_ms", 10.0);

    at(100);
    rollout.trainerAsked(2, 9, millis(1), 3);
    rollout.trainerAnswered(answer(), 0, "fork", null);
    assertPhase("prompt", 2, 0);
  }

  @Test
  void view_ofARunningRollout_tellsItsTurnsSoFar() {
    at(10);
    rollout.begun(millis(10));
    at(30);
    rollout.trainerAsked(1, 5, millis(20), 0);
    rollout.attemptFailed("timeout");
    at(70);
    rollout.trainerAnswered(answer(), millis(40), "clean", null);
    at(80);
    rollout.toolsAsked(List.of(CALL));

    assertThat(turns())
        .singleElement()
        .satisfies(turn ->
            assertThat(turn)
                .containsEntry("prompt_tokens", 5L)
                .containsEntry("attempts", List.of("timeout", "ok"))
                .containsEntry("check", "clean"));

    rollout.promptFailed(2, null, millis(1));
    assertThat(turns())
        .hasSize(2)
        .last()
        .satisfies(turn ->
            assertThat(turn).containsEntry("prompt_tokens", null).containsEntry("check", null));
  }

  @Test
  void trainer_thatFailed_isFailingUntilItAnswers() {
    rollout.begun(0);
    rollout.trainerAsked(1, 5, 0, 0);
    rollout.attemptFailed("timeout");
    rollout.attemptFailed("server_error");
    rollout.trainerFailed(millis(4));
    assertThat(trainer())
        .containsEntry("state", "failing")
        .containsEntry("last_error", "server_error")
        .containsEntry("calls", 1L)
        .containsEntry("failed_calls", 1L)
        .containsEntry("running", 1);

    rollout.trainerAsked(2, 5, 0, 0);
    rollout.trainerAnswered(answer(), millis(6), "clean", null);
    assertThat(trainer()).containsEntry("state", "ok").containsEntry("mean_call_ms", 5.0);
  }

  @Test
  void rollout_thatEnded_isRecentWithItsTimeAndTheCallsOfItsTrainer() {
    rollout.begun(0);
    rollout.trainerAsked(1, 5, 0, 0);
    rollout.trainerAnswered(answer(), millis(6), "clean", null);
    at(8);
    rollout.ended(new RolloutOutcome.Completed(FinishReason.STOP, List.of(), usage(), Map.of()));
    at(500);

    assertThat(rows("running")).isEmpty();
    assertThat(rows("recent"))
        .singleElement()
        .satisfies(row ->
            assertThat(row)
                .containsEntry("phase", "ended")
                .containsEntry("status", "COMPLETED")
                .containsEntry("reason", "stop")
                .containsEntry("duration_ms", 8.0)
                .containsEntry("response_tokens", 2L));
    assertThat(trainer()).containsEntry("calls", 1L).containsEntry("running", 0);
  }

  @Test
  void rollout_thatIsRefused_isKeptWithTheReason() {
    rollout.refused("queue_full");

    assertThat(rows("running")).isEmpty();
    assertThat(rows("recent"))
        .singleElement()
        .satisfies(row ->
            assertThat(row).containsEntry("reason", "refused").containsEntry("queue_ms", null));
  }

  @Test
  void rollouts_thatGoOnWhileSomebodyLooks_areSeenWholeUpToWhereTheyAre() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    long played = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      List<Future<Integer>> writers =
          Stream.generate(() -> threads.submit(() -> playUntil(enough))).limit(WRITERS).toList();
      try {
        int turns = 0;
        for (int look = 0; look < LOOKS; look++) {
          for (Map<String, @Nullable Object> row : rows("running")) {
            turns += turnsLookedAt(row);
          }
        }
        assertThat(turns).isPositive();
      } finally {
        enough.set(true);
      }
      for (Future<Integer> writer : writers) {
        played += writer.get();
      }
    }
    tapes.settle();
    assertThat(records.overview(Set.of()))
        .extractingByKey("rollouts", as(MAP))
        .containsEntry("completed", played);
  }

  /** How many turns a rollout has by now, each of which is as {@link #play} makes it. */
  private int turnsLookedAt(Map<String, @Nullable Object> row) {
    int turn = (Integer) Objects.requireNonNull(row.get("turn"));
    assertThat((Integer) row.get("tool_calls")).isBetween(turn - 1, turn);
    Optional<RolloutView> view =
        records.find(Long.parseLong(String.valueOf(row.get("key"))), false);
    List<Map<String, @Nullable Object>> turns =
        view.map(found -> objects(found.value().get("turns"))).orElse(List.of());
    for (int i = 0; i < turns.size(); i++) {
      assertThat(turns.get(i))
          .containsEntry("turn", i + 1L)
          .containsEntry("prompt_tokens", 10L * (i + 1));
      assertThat(turns.get(i).get("check")).isIn(null, "clean");
      if (i + 1 < turns.size()) {
        assertThat(turns.get(i)).containsEntry("check", "clean");
        assertThat(objects(turns.get(i).get("tool_calls")))
            .singleElement()
            .satisfies(call -> assertThat(call).containsEntry("failed", false));
      }
    }
    return turns.size();
  }

  private int playUntil(AtomicBoolean enough) {
    int played = 0;
    while (!enough.get()) {
      play(queued());
      played++;
    }
    return played;
  }

  private static void play(RolloutObserver rollout) {
    rollout.begun(0);
    for (int turn = 1; turn <= TURNS; turn++) {
      rollout.trainerAsked(turn, 10 * turn, 0, turn == 1 ? 0 : 3);
      rollout.attemptFailed("timeout");
      rollout.trainerAnswered(answer(), 0, "clean", null);
      rollout.toolsAsked(List.of(CALL));
      rollout.toolsAnswered(List.of(toolAnswer()), 0);
    }
    rollout.ended(new RolloutOutcome.Completed(FinishReason.STOP, List.of(), usage(), Map.of()));
  }

  private RolloutObserver queued() {
    return observers.queued(new RolloutNotes(RolloutSpecs.of("r", "hi", "m"), "http://trainer", 0));
  }

  private static ToolAnswer toolAnswer() {
    return new ToolAnswer(CALL, "add", new ToolResult("5", false, null), 9);
  }

  private static Usage usage() {
    return new Usage(Duration.ZERO, Duration.ZERO, Duration.ZERO, 1, 1, 0, 5, 2, 7, 0);
  }

  private static CompletionResponse answer() {
    return new CompletionResponse(
        Message.of(Map.of("role", "assistant", "content", "4")),
        "stop",
        IdText.of(7, 8),
        new IdRun(0, IdText.of(1, 2, 3, 4, 5)),
        null,
        Map.of());
  }

  private void at(long millis) {
    clock.set(millis(millis));
  }

  private static long millis(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }

  private void assertPhase(String phase, int turn, double since) {
    assertThat(row())
        .containsEntry("phase", phase)
        .containsEntry("turn", turn)
        .containsEntry("phase_age_ms", since);
  }

  private Map<String, @Nullable Object> row() {
    return rows("running").getFirst();
  }

  private List<Map<String, @Nullable Object>> rows(String which) {
    return objects(records.rows(true, true, "", 10).get(which));
  }

  private List<Map<String, @Nullable Object>> turns() {
    long key = Long.parseLong(String.valueOf(row().get("key")));
    return objects(records.find(key, false).orElseThrow().value().get("turns"));
  }

  private Map<String, @Nullable Object> trainer() {
    return objects(records.overview(Set.of()).get("trainers")).getFirst();
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, @Nullable Object>> objects(@Nullable Object value) {
    return (List<Map<String, @Nullable Object>>) Objects.requireNonNull(value);
  }
}

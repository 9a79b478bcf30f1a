package dev.rolloutserver.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.conversation.ToolCall;
import dev.rolloutserver.outbound.BearerKey;
import dev.rolloutserver.simulation.TrainerCaller.Answer;
import dev.rolloutserver.tools.ToolBox;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedTrainerTest {
  private static final List<Map<String, Object>> TOOLS = ToolBox.calculator().definitions();
  private static final Turn ADDING =
      Turn.calling("Adding now.", new Turn.Call("add", "{\"a\": 1, \"b\": 2}"));
  private static final Turn END = Turn.saying("Done.");

  /** New tokens of a turn with one result of one digit, as Python counts them. */
  private static final int NEW_TOKENS = 10;

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable resource : open.reversed()) {
      resource.close();
    }
  }

  @Test
  void calculation_withTheMasksThatPythonCounts_isPlayedToItsEnd() {
    List<Completion> heard = Collections.synchronizedList(new ArrayList<>());
    SimulatedTrainer trainer =
        opened(
            SimulatedTrainer.start(
                TrainerSettings.withTools(TOOLS),
                DemoModel.files(),
                Script.calculation(),
                heard::add));
    TrainerCaller caller = opened(new TrainerCaller(trainer));
    List<Message> messages = conversation("Please calculate 15 plus 23 and multiply the sum by 2.");

    Answer first = caller.ask("r1", messages, null);
    append(messages, first, "38");
    assertThat(trainer.sessions()).isEqualTo(1);
    Answer second = caller.ask("r1", messages, 11);
    append(messages, second, "76");
    Answer third = caller.ask("r1", messages, 11);

    assertThat(List.of(first.status(), second.status(), third.status())).containsOnly(200);
    assertThat(first.promptIds()).hasSize(339);
    assertThat(first.tokenIds()).hasSize(33);
    assertThat(second.promptIds()).hasSize(383);
    assertThat(second.tokenIds()).hasSize(29);
    assertThat(third.promptIds()).hasSize(423);
    assertThat(third.tokenIds()).hasSize(9);
    assertExtends(second.promptIds(), first);
    assertExtends(third.promptIds(), second);
    assertThat(trainer.text(third.tokenIds())).isEqualTo("The final result is 76.<|end|>");
    assertThat(first.finishReason()).isEqualTo("tool_calls");
    assertThat(third.finishReason()).isEqualTo("stop");
    assertThat(heard).extracting(Completion::turn).containsExactly(0, 1, 2);
    assertThat(trainer.answered()).isEqualTo(3);
    assertThat(trainer.violations()).isZero();
    assertThat(trainer.sessions()).isZero();
  }

  @Test
  void answer_isAnOpenAiCompletionWithTokens() {
    TrainerCaller caller = caller(start(END));

    Map<?, ?> body = caller.ask("r1", conversation("Hi"), null).body();

    assertThat(body.get("id")).isEqualTo("chatcmpl-r1-0");
    assertThat(body.get("object")).isEqualTo("chat.completion");
    assertThat(body.get("created")).isInstanceOf(Long.class);
    assertThat(body.get("model")).isInstanceOf(String.class);
    assertThat((List<?>) body.get("logprobs"))
        .hasSameSizeAs((List<?>) body.get("token_ids"))
        .allSatisfy(logprob -> assertThat((Double) logprob).isBetween(-1.0, 0.0));
  }

  @Test
  void logprobs_notWanted_areNull() {
    TrainerCaller caller = caller(start(END));

    Answer answer =
        caller.send(
            """
            {"rollout_id": "r", "messages": [{"role": "user", "content": "Hi"}], "logprobs": false}
            """
                .getBytes(StandardCharsets.UTF_8));

    assertThat(answer.body().get("logprobs")).isNull();
  }

  @Test
  void mask_ofAnotherLength_isAViolation() {
    SimulatedTrainer trainer = start(ADDING, END);
    TrainerCaller caller = caller(trainer);
    List<Message> messages = conversation("Hi");
    append(messages, caller.ask("r1", messages, null), "3");

    Answer shorter = caller.ask("r1", messages, NEW_TOKENS - 1);
    Answer longer = caller.ask("r1", messages, NEW_TOKENS + 1);
    Answer none = caller.ask("r1", messages, null);

    assertThat(List.of(shorter.status(), longer.status(), none.status())).containsOnly(422);
    assertThat(shorter.detail()).isEqualTo("response_mask has 9 numbers, but 10 tokens are new");
    assertThat(none.detail()).isEqualTo("response_mask has 0 numbers, but 10 tokens are new");
    assertThat(trainer.violations()).isEqualTo(3);
    assertThat(caller.ask("r1", messages, NEW_TOKENS).status()).isEqualTo(200);
  }

  @Test
  void mask_thatIsNotAllZeros_isAViolation() {
    SimulatedTrainer trainer = start(ADDING, END);
    TrainerCaller caller = caller(trainer);
    List<Message> messages = conversation("Hi");
    append(messages, caller.ask("r1", messages, null), "3");
    List<Integer> mask = new ArrayList<>(Collections.nCopies(NEW_TOKENS, 0));
    mask.set(NEW_TOKENS - 1, 1);

    Answer answer = caller.ask("r1", messages, mask);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.detail()).startsWith("response_mask must be zeros");
    assertThat(trainer.violations()).isEqualTo(1);
  }

  @Test
  void mask_inAFirstCall_isAViolation() {
    SimulatedTrainer trainer = start(END);

    Answer answer = caller(trainer).ask("r1", conversation("Hi"), 1);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(trainer.violations()).isEqualTo(1);
  }

  @Test
  void mask_afterAnAnswerThatWasAltered_isAViolation() {
    SimulatedTrainer trainer = start(ADDING, END);
    TrainerCaller caller = caller(trainer);
    List<Message> messages = conversation("Hi");
    append(messages, caller.ask("r1", messages, null), "3");
    messages.set(1, Message.of(Map.of("role", "assistant", "content", "Something else.")));

    Answer answer = caller.ask("r1", messages, NEW_TOKENS);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.detail()).contains("lacks my last answer");
  }

  @Test
  void promptThatGotShorter_isAViolation() {
    SimulatedTrainer trainer = start(ADDING, END);
    TrainerCaller caller = caller(trainer);
    List<Message> messages = conversation("7".repeat(100));
    append(messages, caller.ask("r1", messages, null), "3");
    messages.set(0, Message.of(Map.of("role", "user", "content", "")));

    Answer answer = caller.ask("r1", messages, NEW_TOKENS);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.detail())
        .isEqualTo("The prompt is 90 tokens shorter than the last one and its answer");
  }

  @Test
  void firstCall_again_startsAnew() {
    TrainerCaller caller = caller(start(ADDING, END));

    Answer first = caller.ask("r1", conversation("Hi"), null);
    Answer again = caller.ask("r1", conversation("Hi"), null);

    assertThat(again.message().value()).isEqualTo(first.message().value());
    assertThat(again.body().get("id")).isEqualTo("chatcmpl-r1-0");
  }

  @Test
  void parallelCalls_haveIdsOfTheirOwn() {
    Turn parallel =
        Turn.calling(
            null, new Turn.Call("add", "{}"), new Turn.Call("divide", Map.of("a", 1L, "b", 0L)));
    TrainerCaller caller = caller(start(parallel, END));
    List<Message> messages = conversation("Hi");

    Answer first = caller.ask("r1", messages, null);
    messages.add(first.message());
    for (ToolCall call : first.message().toolCalls()) {
      messages.add(Message.toolResult(call, "7"));
    }
    Answer second = caller.ask("r1", messages, 16);

    assertThat(first.message().toolCalls())
        .containsExactly(
            new ToolCall("call_1_1", "add", "{}"),
            new ToolCall("call_1_2", "divide", Map.of("a", 1L, "b", 0L)));
    assertThat(first.message().value()).containsEntry("content", null);
    assertThat(second.status()).as(second.body().toString()).isEqualTo(200);
    assertExtends(second.promptIds(), first);
  }

  @Test
  void realign_isTheSameTextInOtherTokens() {
    SimulatedTrainer trainer = start(ADDING.with(Drift.REALIGN), END);
    TrainerCaller caller = caller(trainer);
    List<Message> messages = conversation("Hi");

    Answer first = caller.ask("r1", messages, null);
    append(messages, first, "3");
    Answer second = caller.ask("r1", messages, NEW_TOKENS - 1);

    int[] context = context(first);
    int[] begin = Arrays.copyOf(second.promptIds(), context.length - 1);
    assertThat(second.status()).isEqualTo(200);
    assertThat(trainer.text(begin)).isEqualTo(trainer.text(context));
    assertThat(Arrays.mismatch(begin, context)).isBetween(first.promptIds().length, begin.length);
  }

  @Test
  void fork_isAnotherTokenInThePlaceOfTheFirst() {
    TrainerCaller caller = caller(start(ADDING.with(Drift.FORK), END));
    List<Message> messages = conversation("Hi");

    Answer first = caller.ask("r1", messages, null);
    append(messages, first, "3");
    Answer second = caller.ask("r1", messages, NEW_TOKENS);

    int[] context = context(first);
    assertThat(Arrays.mismatch(second.promptIds(), context)).isEqualTo(first.promptIds().length);
    assertThat(second.promptIds()).hasSize(context.length + NEW_TOKENS);
  }

  @Test
  void length_isOneTokenMoreThanTheMask() {
    TrainerCaller caller = caller(start(ADDING.with(Drift.LENGTH), END));
    List<Message> messages = conversation("Hi");

    Answer first = caller.ask("r1", messages, null);
    append(messages, first, "3");
    Answer second = caller.ask("r1", messages, NEW_TOKENS);

    assertExtends(second.promptIds(), first);
    assertThat(second.promptIds()).hasSize(context(first).length + NEW_TOKENS + 1);
  }

  @Test
  void key_missingOrWrong_isAnswered401() {
    TrainerSettings settings =
        new TrainerSettings(0, Optional.of(new BearerKey("secret")), Duration.ZERO, 10, List.of());
    SimulatedTrainer trainer =
        opened(SimulatedTrainer.start(settings, DemoModel.files(), Script.of(END)));
    TrainerCaller right =
        opened(new TrainerCaller(trainer, Map.of("Authorization", "Bearer secret")));
    TrainerCaller wrong =
        opened(new TrainerCaller(trainer, Map.of("Authorization", "Bearer other")));

    assertThat(caller(trainer).ask("r1", conversation("Hi"), null).status()).isEqualTo(401);
    assertThat(wrong.ask("r1", conversation("Hi"), null).status()).isEqualTo(401);
    assertThat(right.ask("r1", conversation("Hi"), null).status()).isEqualTo(200);
    assertThat(trainer.violations()).isEqualTo(2);
  }

  @Test
  void sessions_moreThanTheBound_forgetTheOldest() {
    TrainerSettings settings =
        new TrainerSettings(0, Optional.empty(), Duration.ofMillis(1), 2, List.of());
    SimulatedTrainer trainer =
        opened(SimulatedTrainer.start(settings, DemoModel.files(), Script.of(ADDING)));
    TrainerCaller caller = caller(trainer);
    List<Message> messages = conversation("Hi");
    Answer first = caller.ask("r1", messages, null);
    caller.ask("r2", messages, null);
    assertThat(trainer.sessions()).isEqualTo(2);
    caller.ask("r3", messages, null);
    append(messages, first, "3");

    assertThat(trainer.sessions()).isEqualTo(2);
    assertThat(caller.ask("r2", messages, NEW_TOKENS).status()).isEqualTo(200);
    assertThat(caller.ask("r1", messages, NEW_TOKENS).status()).isEqualTo(422);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TrainerSettings(0, Optional.empty(), Duration.ZERO, 0, List.of()))
        .withMessage("maxSessions is 0, but must be at least 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{\"rollout_id\": 1, \"messages\": [{\"role\": \"user\"}]}",
        "{\"rollout_id\": \"r\"}",
        "{\"rollout_id\": \"r\", \"messages\": []}",
        "{\"rollout_id\": \"r\", \"messages\": [{\"content\": \"Hi\"}]}",
        "{\"rollout_id\": \"r\", \"messages\": [{\"role\": \"user\"}], \"response_mask\": 1}",
        "{\"rollout_id\": \"r\", \"messages\": [{\"role\": \"user\", \"content\": \"\\ud800\"}]}",
        "{\"rollout_id\": \"r\", \"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"image\"}]}]}"
      })
  void request_thatIsNone_isAnswered422(String body) {
    SimulatedTrainer trainer = start(END);

    Answer answer = caller(trainer).send(body.getBytes(StandardCharsets.UTF_8));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.detail()).isNotBlank();
    assertThat(trainer.violations()).isZero();
  }

  @Test
  void health_countsWhatHappened() {
    TrainerCaller caller = caller(start(ADDING));
    caller.ask("r1", conversation("Hi"), null);
    caller.ask("r2", conversation("Hi"), 1);

    assertThat(caller.health())
        .isEqualTo(
            Map.of(
                "status",
                "healthy",
                "service",
                "simulated-trainer",
                "answered",
                1L,
                "violations",
                1L,
                "sessions",
                2L));
  }

  @Test
  void rollouts_manyAtOnce_doNotDisturbEachOther() throws Exception {
    SimulatedTrainer trainer = start(ADDING, ADDING, END);
    TrainerCaller caller = caller(trainer);
    List<Future<Integer>> statuses = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 100; i++) {
        String id = "r" + i;
        statuses.add(
            threads.submit(() -> {
              List<Message> messages = conversation("Hi " + id);
              append(messages, caller.ask(id, messages, null), "3");
              append(messages, caller.ask(id, messages, NEW_TOKENS), "3");
              return caller.ask(id, messages, NEW_TOKENS).status();
            }));
      }
    }

    for (Future<Integer> status : statuses) {
      assertThat(status.get()).isEqualTo(200);
    }
    assertThat(trainer.violations()).isZero();
    assertThat(trainer.answered()).isEqualTo(300);
    assertThat(trainer.sessions()).isZero();
  }

  @Test
  void port_taken_isSaid() {
    SimulatedTrainer trainer = start(END);
    int port = Integer.parseInt(trainer.url().substring(trainer.url().lastIndexOf(':') + 1));
    TrainerSettings settings =
        new TrainerSettings(port, Optional.empty(), Duration.ZERO, 1, List.of());

    assertThatThrownBy(() -> SimulatedTrainer.start(settings, DemoModel.files(), Script.of(END)))
        .hasMessageStartingWith("The simulated trainer cannot listen on port " + port);
  }

  private SimulatedTrainer start(Turn... turns) {
    return opened(
        SimulatedTrainer.start(
            TrainerSettings.withTools(TOOLS), DemoModel.files(), Script.of(turns)));
  }

  private TrainerCaller caller(SimulatedTrainer trainer) {
    return opened(new TrainerCaller(trainer));
  }

  private <T extends AutoCloseable> T opened(T resource) {
    open.add(resource);
    return resource;
  }

  private static List<Message> conversation(String question) {
    return new ArrayList<>(List.of(Message.of(Map.of("role", "user", "content", question))));
  }

  private static void append(List<Message> messages, Answer answer, String result) {
    messages.add(answer.message());
    messages.add(Message.toolResult(answer.message().toolCalls().getFirst(), result));
  }

  private static int[] context(Answer answer) {
    int[] context =
        Arrays.copyOf(answer.promptIds(), answer.promptIds().length + answer.tokenIds().length);
    System.arraycopy(
        answer.tokenIds(), 0, context, answer.promptIds().length, answer.tokenIds().length);
    return context;
  }

  private static void assertExtends(int[] promptIds, Answer previous) {
    int[] context = context(previous);
    assertThat(Arrays.copyOf(promptIds, context.length)).isEqualTo(context);
  }
}

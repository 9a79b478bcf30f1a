package dev.rolloutserver;

import static dev.rolloutserver.ServerFixture.elements;
import static dev.rolloutserver.ServerFixture.members;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.hub.ModelFiles;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.simulation.Completion;
import dev.rolloutserver.simulation.DemoModel;
import dev.rolloutserver.simulation.Drift;
import dev.rolloutserver.simulation.RealModelFiles;
import dev.rolloutserver.simulation.Script;
import dev.rolloutserver.simulation.SimulatedTrainer;
import dev.rolloutserver.simulation.TrainerSettings;
import dev.rolloutserver.simulation.Turn;
import dev.rolloutserver.simulation.Turn.Call;
import dev.rolloutserver.tools.ToolBox;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** What the page is told of rollouts, held against what the trainer saw. */
class PageApiTest {
  private static final Map<String, String> REAL = Map.of("hub.cache-folder", "../shared/hub");
  private static final Turn ADD =
      Turn.calling("I will add them. 世界 👩‍🚀", new Call("add", "{\"a\": 2, \"b\": 3}"));

  @TempDir private Path folder;
  private final List<Completion> calls = new CopyOnWriteArrayList<>();

  @ParameterizedTest
  @ValueSource(strings = {"Qwen/Qwen3-8B", "deepseek-ai/DeepSeek-V3"})
  void tokens_ofARealModel_areThoseOfTheTrainer_inTheColoursOfTheMask(String model)
      throws Exception {
    try (ServerFixture server = ServerFixture.start(folder, REAL);
        SimulatedTrainer trainer = trainer(RealModelFiles.of(model), Drift.NONE)) {
      server.rollout(trainer.url(), "tokenizer_name", model);

      assertThat(calls).hasSize(2);
      for (int turn = 1; turn <= 2; turn++) {
        Map<String, @Nullable Object> tokens = tokens(server, turn);
        Completion call = calls.get(turn - 1);
        int from =
            turn == 1
                ? 0
                : calls.getFirst().promptIds().length + calls.getFirst().tokenIds().length;
        assertThat(tokens).containsEntry("from", (long) from).containsEntry("drift", null);
        assertThat(longs(tokens.get("ids")))
            .isEqualTo(joined(slice(call.promptIds(), from), call.tokenIds()));
        assertThat(colours(tokens.get("mask")))
            .isEqualTo(
                joined(new int[call.promptIds().length - from], ones(call.tokenIds().length)));
        List<?> sent = call.mask();
        assertThat(tokens.get("mask_sent"))
            .isEqualTo(sent == null ? null : List.of(List.of(0L, (long) sent.size())));
        assertThat(sent == null || sent.equals(Collections.nCopies(sent.size(), 0L))).isTrue();
        assertThat((List<?>) tokens.get("logprobs")).hasSize(call.tokenIds().length);
        assertThat((List<?>) tokens.get("text")).hasSameSizeAs((List<?>) tokens.get("ids"));
      }
      String said = text(tokens(server, 1));
      assertThat(said).contains("What is 2 plus 3?", "I will add them. 世界 👩‍🚀");
      assertThat(text(tokens(server, 2))).contains("5", "It is 5.");
    }
  }

  @ParameterizedTest
  @EnumSource(value = Drift.class, mode = Mode.EXCLUDE, names = "NONE")
  void drift_isMarkedWhereTheIdsDiffer(Drift drift) throws Exception {
    try (ServerFixture server = ServerFixture.start(folder, Map.of());
        SimulatedTrainer trainer = trainer(DemoModel.files(), drift)) {
      server.rollout(trainer.url());

      Completion first = calls.getFirst();
      int[] context = all(first.promptIds(), first.tokenIds());
      int[] second = calls.get(1).promptIds();
      Map<String, @Nullable Object> tokens = tokens(server, 2);
      Map<String, @Nullable Object> mark = members(tokens.get("drift"));
      int from = number(tokens, "from");
      int place = from + number(mark, "at");
      assertThat(Arrays.equals(context, 0, from, second, 0, from)).isTrue();
      assertThat(number(mark, "index")).isEqualTo(place);
      if (drift == Drift.LENGTH) {
        // all of it stands there, and one more
        assertThat(place).isGreaterThanOrEqualTo(context.length);
      } else {
        assertThat(place).isEqualTo(Arrays.mismatch(context, second));
        assertThat(longs(members(mark.get("expected")).get("ids")).getFirst())
            .isEqualTo((long) context[place]);
        assertThat(longs(tokens.get("ids")).get(place - from)).isEqualTo((long) second[place]);
      }
      assertThat(mark.get("class")).isEqualTo(drift == Drift.REALIGN ? "realign" : "fork");
      assertThat(rows(server, "recent").getFirst()).containsEntry("drift", mark.get("class"));
    }
  }

  @Test
  void rollout_isToldFromItsQueueToItsEnd() throws Exception {
    String id = "\"q\" \n\u0000\u001b[31m</script>👩‍🚀" + "x".repeat(230);
    try (ServerFixture server = ServerFixture.start(folder, Map.of());
        SimulatedTrainer trainer = trainer(DemoModel.files(), Drift.NONE)) {
      server.rollout(trainer.url(), "rollout_id", id);

      Map<String, @Nullable Object> row = rows(server, "all").getFirst();
      assertThat(row)
          .containsEntry("rollout_id", id)
          .containsEntry("phase", "ended")
          .containsEntry("status", "COMPLETED")
          .containsEntry("reason", "stop")
          .containsEntry("trainer", trainer.url())
          .containsEntry("tool_calls", 1L);
      Map<String, @Nullable Object> rollout = rollout(server, String.valueOf(row.get("key")));
      assertThat(rollout).containsEntry("rollout_id", id).containsEntry("error_message", null);
      assertThat(elements(rollout.get("timeline")))
          .extracting(entry -> entry.get("kind") + "" + entry.get("turn"))
          .containsExactly("queue0", "prompt1", "trainer1", "tools1", "prompt2", "trainer2");
      Map<String, @Nullable Object> turn = elements(rollout.get("turns")).getFirst();
      assertThat(elements(turn.get("tool_calls")).getFirst())
          .containsEntry("name", "add")
          .containsEntry("arguments", "{\"a\": 2, \"b\": 3}")
          .containsEntry("result", "5")
          .containsEntry("failed", false);
      assertThat(elements(rollout.get("messages"))).hasSize(4);
      assertThat(turn).containsEntry("message", 1L).containsEntry("check", "clean");
      Map<String, @Nullable Object> overview = server.get("/ui/api/overview").json();
      assertThat(members(overview.get("rollouts"))).containsEntry("completed", 1L);
      assertThat(elements(overview.get("trainers")).getFirst())
          .containsEntry("origin", trainer.url())
          .containsEntry("calls", 2L)
          .containsEntry("state", "ok");
    }
  }

  @Test
  void rolloutsThatRunAndWait_areShownWithTheirPhase_andAreFound() throws Exception {
    try (ServerFixture server = ServerFixture.start(folder, Map.of("rollout.max-concurrent", "1"));
        HeldTrainer trainer = new HeldTrainer()) {
      Thread running = play(server, trainer, "first");
      trainer.calls.take();
      Thread waiting = play(server, trainer, "second");
      server.awaitWaiting(1);

      assertThat(rows(server, "running"))
          .extracting(row -> row.get("rollout_id") + " " + row.get("phase"))
          .containsExactly("first trainer", "second waiting");
      assertThat(rows(server, "running&q=SEC")).hasSize(1);
      Map<String, @Nullable Object> first =
          rollout(server, String.valueOf(rows(server, "running").getFirst().get("key")));
      assertThat(first).containsEntry("status", null);
      assertThat(elements(first.get("timeline")).getLast())
          .containsEntry("kind", "trainer")
          .containsEntry("open", true);
      server.cancel("{\"all\": true}");
      running.join();
      waiting.join();

      assertThat(rows(server, "recent"))
          .extracting(row -> row.get("reason"))
          .containsOnly("cancelled");
      assertThat(rows(server, "running")).isEmpty();
    }
  }

  @Test
  void playground_ofARealModel_sendsTheMasksOfARollout() throws Exception {
    String model = "Qwen/Qwen3-8B";
    try (ServerFixture server = ServerFixture.start(folder, REAL);
        SimulatedTrainer trainer = trainer(RealModelFiles.of(model), Drift.NONE)) {
      ServerFixture.Answer answer = server.rollout(trainer.url(), "tokenizer_name", model);

      List<Map<String, @Nullable Object>> turns =
          preview(server, model, answer.finalMessages(), Map.of());

      Map<String, @Nullable Object> offered =
          elements(server.get("/ui/api/playground").json().get("tokenizers")).getFirst();
      assertThat(offered).containsEntry("name", model).containsEntry("loaded", true);
      String ofOffer =
          Json.text(
              Map.of(
                  "tokenizer_name", model,
                  "tokenizer_revision", Objects.requireNonNull(offered.get("revision")),
                  "messages", answer.finalMessages()));
      assertThat(post(server, ofOffer)).startsWith("200 ");
      assertThat(post(server, ofOffer.replace(String.valueOf(offered.get("revision")), "other")))
          .startsWith("404 ");
      assertThat(turns).hasSize(2);
      for (int turn = 0; turn < 2; turn++) {
        List<?> sent = calls.get(turn).mask();
        assertThat(turns.get(turn))
            .containsEntry("problem", null)
            .containsEntry("prompt_tokens", (long) calls.get(turn).promptIds().length)
            .containsEntry(
                "mask_sent", sent == null ? null : List.of(List.of(0L, (long) sent.size())));
        assertThat(longs(members(turns.get(turn).get("answer")).get("ids")))
            .isEqualTo(joined(calls.get(turn).tokenIds(), new int[0]));
      }
      assertThat(members(turns.get(1).get("diff"))).containsEntry("removed", "");
    }
  }

  @Test
  void playground_ofATemplateThatDropsThoughts_saysSo() throws Exception {
    List<Map<String, @Nullable Object>> messages =
        List.of(
            Map.of("role", "user", "content", "Hi"),
            Map.of("role", "assistant", "content", "<think>\nLong thought\n</think>\n\nHello"),
            Map.of("role", "user", "content", "Bye"));
    RealModelFiles.of("Qwen/Qwen3-8B");
    try (ServerFixture server = ServerFixture.start(folder, REAL)) {
      List<Map<String, @Nullable Object>> turns =
          preview(server, "Qwen/Qwen3-8B", messages, Map.of());

      assertThat(turns).hasSize(2);
      assertThat(String.valueOf(turns.get(1).get("problem"))).isNotEqualTo("null");
      assertThat(String.valueOf(members(turns.get(1).get("diff")).get("removed")))
          .contains("Long thought");
    }
  }

  @Test
  void playground_withWhatCannotBe_saysWhatIsWrong() throws Exception {
    try (ServerFixture server = ServerFixture.start(folder, Map.of())) {
      assertThat(server.get("/ui/api/playground").text()).contains(DemoModel.NAME);
      assertThat(post(server, "{\"tokenizer_name\": \"no/such\", \"messages\": [" + HI + "]}"))
          .startsWith("404 ");
      assertThat(post(server, "{\"tokenizer_name\": 1, \"messages\": [{\"role\": \"x\"}]}"))
          .startsWith("422 ")
          .contains("tokenizer_name", "\"messages\",0,\"role\"");
    }
  }

  private static final String HI = "{\"role\": \"user\", \"content\": \"hi\"}";

  private static String post(ServerFixture server, String body) throws Exception {
    var answer = server.ask("POST", "/ui/api/playground", body, "Content-Type", "application/json");
    return answer.statusCode() + " " + answer.body();
  }

  private static List<Map<String, @Nullable Object>> preview(
      ServerFixture server, String model, List<?> messages, Map<String, ?> kwargs)
      throws Exception {
    String body =
        Json.text(
            Map.of("tokenizer_name", model, "messages", messages, "chat_template_kwargs", kwargs));
    String answer = post(server, body);
    assertThat(answer).startsWith("200 ");
    return elements(members(Json.read(answer.substring(4), JsonLimits.DEFAULT)).get("turns"));
  }

  private SimulatedTrainer trainer(ModelFiles files, Drift drift) {
    return SimulatedTrainer.start(
        TrainerSettings.withTools(ToolBox.calculator().definitions()),
        files,
        Script.of(ADD.with(drift), Turn.saying("It is 5.")),
        calls::add);
  }

  private static Thread play(ServerFixture server, HeldTrainer trainer, String id) {
    return Thread.startVirtualThread(() -> {
      try {
        server.rollout(trainer.url(), "rollout_id", id);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    });
  }

  private static List<Map<String, @Nullable Object>> rows(ServerFixture server, String state)
      throws Exception {
    Map<String, @Nullable Object> all = server.get("/ui/api/rollouts?state=" + state).json();
    List<Map<String, @Nullable Object>> running = elements(all.get("running"));
    return running.isEmpty() ? elements(all.get("recent")) : running;
  }

  private static Map<String, @Nullable Object> rollout(ServerFixture server, String key)
      throws Exception {
    return server.get("/ui/api/rollouts/" + key).json();
  }

  private static Map<String, @Nullable Object> tokens(ServerFixture server, int turn)
      throws Exception {
    Object key = rows(server, "recent").getFirst().get("key");
    return server.get("/ui/api/rollouts/" + key + "/turns/" + turn + "/tokens").json();
  }

  private static String text(Map<String, @Nullable Object> tokens) {
    StringBuilder text = new StringBuilder();
    ((List<?>) Objects.requireNonNull(tokens.get("text"))).forEach(text::append);
    return text.toString();
  }

  private static int number(Map<String, @Nullable Object> members, String name) {
    return ((Number) Objects.requireNonNull(members.get(name))).intValue();
  }

  private static List<Long> longs(@Nullable Object ids) {
    return ((List<?>) Objects.requireNonNull(ids)).stream().map(Long.class::cast).toList();
  }

  private static List<Long> colours(@Nullable Object runs) {
    return ((List<?>) Objects.requireNonNull(runs))
        .stream()
            .map(run -> longs(run))
            .flatMap(run -> Collections.nCopies(run.get(1).intValue(), run.get(0)).stream())
            .toList();
  }

  private static List<Long> joined(int[] some, int[] more) {
    return Arrays.stream(all(some, more)).asLongStream().boxed().toList();
  }

  private static int[] all(int[] some, int[] more) {
    int[] all = Arrays.copyOf(some, some.length + more.length);
    System.arraycopy(more, 0, all, some.length, more.length);
    return all;
  }

  private static int[] slice(int[] ids, int from) {
    return Arrays.copyOfRange(ids, from, ids.length);
  }

  private static int[] ones(int count) {
    int[] ones = new int[count];
    Arrays.fill(ones, 1);
    return ones;
  }
}

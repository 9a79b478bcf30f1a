package dev.rolloutserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.command.Build;
import dev.rolloutserver.configuration.SettingSources;
import dev.rolloutserver.configuration.Settings;
import dev.rolloutserver.http.RawConnection;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.simulation.DemoModel;
import dev.rolloutserver.simulation.Script;
import dev.rolloutserver.simulation.SimulatedTrainer;
import dev.rolloutserver.simulation.TrainerSettings;
import dev.rolloutserver.simulation.Turn;
import dev.rolloutserver.simulation.Turn.Call;
import dev.rolloutserver.tools.McpServerFixture;
import dev.rolloutserver.tools.McpServerFixture.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole rollouts with tools of an MCP server; the trainer checks every mask. */
class ToolServerRolloutTest {
  private final McpServerFixture tools = fixture();
  private final List<List<?>> masks = new ArrayList<>();
  private final CountDownLatch toolStarted = new CountDownLatch(1);
  private Server server;

  @BeforeEach
  void start(@TempDir Path models) throws IOException {
    DemoModel.writeTo(models);
    tools.tool("weather", arguments -> Answer.text(arguments.get("city") + ": 21 °C ☀"));
    tools.tool("add", _ -> Answer.text("added elsewhere").asEvents());
    Settings settings =
        Settings.load(
            new SettingSources(
                Map.of(),
                Map.of(
                    "ROLLOUT_SERVER_PORT", "0",
                    "ROLLOUT_SERVER_HOST", "127.0.0.1",
                    "ROLLOUT_HUB_LOCAL_FOLDER", models.toString(),
                    "HF_HUB_OFFLINE", "1"),
                Optional.empty()));
    server = Server.start(settings, Build.current(), Clock.systemUTC());
  }

  @AfterEach
  void stop() throws InterruptedException {
    server.stop();
    tools.close();
  }

  @Test
  void rollout_callsToolsOfTheServerAndBuiltInOnes_withRightMasks() throws Exception {
    Script script =
        Script.of(
            Turn.calling(
                "Let me look.",
                new Call("weather", "{\"city\": \"Paris\"}"),
                new Call("multiply", "{\"a\": 6, \"b\": 7}")),
            Turn.calling(null, new Call("add", Map.of("a", 1L, "b", 2L))),
            Turn.saying("Done."));
    try (SimulatedTrainer trainer = trainer(script)) {
      Map<?, ?> answer = roll(trainer, tools.url());

      assertThat(answer.get("status")).isEqualTo("COMPLETED");
      assertThat(answer.get("finish_reason")).isEqualTo("stop");
      assertThat(contents(answer))
          .containsExactly(
              "hi", "Let me look.", "Paris: 21 °C ☀", "42", null, "added elsewhere", "Done.");
      assertThat(trainer.violations()).isZero();
      assertThat(masks).hasSize(2).allSatisfy(mask -> assertThat(mask).isNotEmpty());
      assertThat(tools.awaitEnd()).isEqualTo("session-1");
    }
  }

  @Test
  void rollout_promptHoldsToolsOfTheServer_onlyWhereThereIsOne() throws Exception {
    try (SimulatedTrainer trainer = trainer(Script.of(Turn.saying("Done.")))) {
      Map<?, ?> with = roll(trainer, tools.url());
      Map<?, ?> without = roll(trainer, null);
      Map<?, ?> withoutToo = roll(trainer, " ");

      assertThat(promptLength(with)).isGreaterThan(promptLength(without));
      assertThat(promptLength(withoutToo)).isEqualTo(promptLength(without));
    }
  }

  @Test
  void rollout_toolFails_goesOn() throws Exception {
    tools.tool("flaky", _ -> Answer.text("x".repeat(20 << 20)));
    Script script =
        Script.of(Turn.calling(null, new Call("flaky", "{}")), Turn.saying("Never mind."));
    try (SimulatedTrainer trainer = trainer(script)) {
      Map<?, ?> answer = roll(trainer, tools.url());

      assertThat(contents(answer))
          .containsExactly(
              "hi",
              null,
              "Error: The server of flaky answered more than 8388608 bytes",
              "Never mind.");
      assertThat(trainer.violations()).isZero();
    }
  }

  @Test
  void rollout_serverThatCannotBeReached_isAToolErrorWithTheConversation() throws Exception {
    tools.close();
    try (SimulatedTrainer trainer = trainer(Script.of(Turn.saying("Done.")))) {
      Map<?, ?> answer = roll(trainer, tools.url());

      assertThat(answer.get("status")).isEqualTo("ERROR");
      assertThat(answer.get("error_message"))
          .isEqualTo("The tool server " + tools.url() + " cannot be reached: no connection");
      assertThat(answer.get("extra_fields"))
          .asInstanceOf(InstanceOfAssertFactories.MAP)
          .containsEntry("error_category", "tool_error");
      assertThat(contents(answer)).containsExactly("hi");
      assertThat(trainer.answered()).isZero();
    }
  }

  @Test
  void rollout_callerGoneDuringACall_endsTheSession() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    tools.tool(
        "slow",
        _ -> {
          toolStarted.countDown();
          await(gone);
          return Answer.text("too late");
        });
    Script script = Script.of(Turn.calling(null, new Call("slow", "{}")), Turn.saying("Done."));
    try (SimulatedTrainer trainer = trainer(script)) {
      RawConnection caller = new RawConnection(URI.create(server.url()).getPort());
      caller.send(request(trainer, tools.url()));
      toolStarted.await();

      caller.close();

      assertThat(tools.awaitEnd()).isEqualTo("session-1");
      assertThat(trainer.answered()).isEqualTo(1);
      gone.countDown();
    }
  }

  private SimulatedTrainer trainer(Script script) {
    return SimulatedTrainer.start(
        TrainerSettings.withTools(List.of()),
        DemoModel.files(),
        script,
        completion -> {
          if (completion.mask() != null) {
            masks.add(completion.mask());
          }
        });
  }

  private Map<?, ?> roll(SimulatedTrainer trainer, @Nullable String toolServer) throws IOException {
    try (RawConnection caller = new RawConnection(URI.create(server.url()).getPort())) {
      String body = caller.send(request(trainer, toolServer)).read().body();
      return (Map<?, ?>) Objects.requireNonNull(Json.read(body, JsonLimits.DEFAULT));
    }
  }

  private static String request(SimulatedTrainer trainer, @Nullable String toolServer) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("rollout_id", "r-" + toolServer);
    body.put("server_url", trainer.url());
    body.put("messages", List.of(Map.of("role", "user", "content", "hi")));
    body.put("sampling_params", Map.of());
    body.put("tokenizer_name", DemoModel.NAME);
    body.put("metadata", Map.of("debug_trace", true));
    body.put("tool_server_url", toolServer);
    String json = Json.text(body);
    return "POST /rollout HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
        + json.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + json;
  }

  private static List<@Nullable Object> contents(Map<?, ?> answer) {
    List<@Nullable Object> contents = new ArrayList<>();
    for (Object message : (List<?>) Objects.requireNonNull(answer.get("final_messages"))) {
      contents.add(((Map<?, ?>) message).get("content"));
    }
    return contents;
  }

  private static long promptLength(Map<?, ?> answer) {
    Object value = answer;
    for (String name : List.of("extra_fields", "trace")) {
      value = Objects.requireNonNull(((Map<?, ?>) value).get(name));
    }
    Object request = ((Map<?, ?>) ((List<?>) value).getFirst()).get("llm_request");
    return (Long)
        Objects.requireNonNull(((Map<?, ?>) Objects.requireNonNull(request)).get("prompt_length"));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static McpServerFixture fixture() {
    try {
      return new McpServerFixture();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

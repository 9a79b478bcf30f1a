package dev.rolloutserver;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static dev.rolloutserver.TrainerTurn.body;
import static dev.rolloutserver.TrainerTurn.calls;
import static dev.rolloutserver.TrainerTurn.says;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.rolloutserver.ServerFixture.Answer;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.simulation.DemoModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The trainer's key shows nowhere, and what was said shows in the worker's answer only. */
class SecretsTest {
  private static final String KEY = "sk-KEY7f3a";
  private static final String SAID = "SAID91bc";

  @RegisterExtension
  private final WireMockExtension trainer =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  private final Logger logger = Logger.getLogger("dev.rolloutserver");
  private final Logger helidon = Logger.getLogger("io.helidon");
  private final Logger errors = Logger.getLogger("dev.rolloutserver.http.ErrorAnswers");
  private final Logger rollouts = Logger.getLogger("dev.rolloutserver.rollout");
  private final Lines lines = new Lines();
  private ServerFixture server;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    logger.setLevel(Level.ALL);
    errors.setLevel(null);
    rollouts.setLevel(null);
    logger.setUseParentHandlers(false);
    logger.addHandler(lines);
    helidon.addHandler(lines);
    Path raising = Files.createDirectories(folder.resolve("models/raising"));
    server = ServerFixture.start(folder, Map.of("trainer.connect-retry-seconds", "0"));
    Path demo = folder.resolve("models").resolve(DemoModel.NAME);
    Files.copy(demo.resolve("tokenizer.json"), raising.resolve("tokenizer.json"));
    Files.writeString(
        raising.resolve("chat_template.jinja"),
        "{{ raise_exception('Refused: ' ~ messages[0].content) }}");
  }

  @AfterEach
  void stop() {
    server.close();
    logger.removeHandler(lines);
    helidon.removeHandler(lines);
    logger.setUseParentHandlers(true);
    logger.setLevel(null);
    errors.setLevel(Level.OFF);
    rollouts.setLevel(Level.OFF);
  }

  @Test
  void failedRollouts_tellNobodyWhatWasSaid() throws Exception {
    String echo = "Bearer " + KEY + " " + SAID;
    List<ResponseDefinitionBuilder> faults =
        List.of(
            aResponse().withStatus(401).withBody(echo).withStatusMessage(SAID),
            aResponse().withStatus(500).withBody(echo),
            aResponse().withStatus(302).withHeader("Location", "/" + KEY + "/" + SAID),
            body(echo),
            body("{\"" + SAID + "\": " + echo),
            says(SAID).message("role", SAID).response(),
            says(SAID).with("token_ids", List.of(SAID)).response(),
            says(SAID).choice("finish_reason", Map.of(SAID, KEY)).response(),
            aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER),
            aResponse().withFault(Fault.MALFORMED_RESPONSE_CHUNK));
    for (ResponseDefinitionBuilder fault : faults) {
      TrainerTurn.script(
          trainer, calls("add", "{\"a\": \"" + SAID + "\"}", SAID, SAID).response(), fault);
      Answer answer = rollout(trainer.baseUrl());

      assertThat(answer.member("status")).isEqualTo("ERROR");
      assertThat(answer.errorMessage()).doesNotContain(KEY, SAID);
      assertThat(answer.text()).doesNotContain(KEY + "\"");
    }

    assertThat(rollout("http://127.0.0.1:1").errorMessage()).doesNotContain(KEY, SAID);
    assertThat(rollout(trainer.baseUrl(), "tokenizer_name", "no/such").errorMessage())
        .doesNotContain(KEY, SAID);
    assertNothingShows(faults.size() + 2);
  }

  @Test
  void templateThatQuotesAMessage_tellsTheWorkerButNotTheLog() throws Exception {
    Answer answer = rollout(trainer.baseUrl(), "tokenizer_name", "raising");

    assertThat(answer.errorMessage()).isEqualTo("Refused: " + SAID);
    assertThat(answer.text()).doesNotContain(KEY);
    assertNothingShows(1);
  }

  @Test
  void goodRollout_isOneLineWithoutWhatWasSaid() throws Exception {
    TrainerTurn.script(
        trainer, calls("add", "{\"a\": 1, \"b\": 2}").response(), says(SAID).response());

    assertThat(rollout(trainer.baseUrl()).text()).contains(SAID).doesNotContain(KEY);
    assertNothingShows(1);
  }

  @Test
  void invalidRequests_doNotShowTheKey() throws Exception {
    for (Object[] wrong :
        new Object[][] {
          {"messages", List.of()},
          {"messages", List.of(Map.of("content", SAID))},
          {"sampling_params", List.of(1)},
          {"callback_api_key", List.of(KEY)},
          {"callback_api_key", Map.of("key", KEY)},
          {"callback_api_key", " " + KEY},
          {"callback_api_key", KEY + "\r\nX: y"},
        }) {
      Answer answer = rollout(trainer.baseUrl(), wrong[0], wrong[1]);

      assertThat(answer.status()).isEqualTo(422);
      assertThat(answer.text()).doesNotContain(KEY);
    }
    assertThat(server.post(("{\"" + KEY + "\"").getBytes(UTF_8), "application/json").text())
        .doesNotContain(KEY);
    assertNothingShows(0);
  }

  private Answer rollout(String trainerUrl, @Nullable Object... members) throws Exception {
    Map<String, @Nullable Object> body = ServerFixture.body(trainerUrl);
    body.put("callback_api_key", KEY);
    body.put("messages", List.of(Map.of("role", "user", "content", SAID, "x_vendor", SAID)));
    body.put("metadata", Map.of("debug_trace", true, "note", SAID));
    for (int i = 0; i < members.length; i += 2) {
      body.put(String.valueOf(members[i]), members[i + 1]);
    }
    return server.post(Json.write(body), "application/json");
  }

  /** Neither in the log, which has a line for each rollout, nor in what operators look at. */
  private void assertNothingShows(int rollouts) throws Exception {
    // whoever asks for metrics hears of all that was noted, and so does the log
    for (String path : List.of("/metrics", "/health", "/tools", "/observe/health")) {
      assertThat(server.get(path).text()).doesNotContain(KEY, SAID);
    }
    assertThat(lines.written)
        .noneMatch(line -> line.contains(KEY) || line.contains(SAID))
        .filteredOn(line -> line.contains("Rollout ended: "))
        .hasSize(rollouts);
  }

  private static final class Lines extends Handler {
    private final Queue<String> written = new ConcurrentLinkedQueue<>();

    @Override
    public void publish(LogRecord line) {
      written.add(Objects.requireNonNull(new SimpleFormatter().format(line)));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}

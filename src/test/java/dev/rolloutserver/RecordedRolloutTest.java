package dev.rolloutserver;

import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static dev.rolloutserver.ServerFixture.elements;
import static dev.rolloutserver.ServerFixture.members;
import static dev.rolloutserver.TrainerTurn.calls;
import static dev.rolloutserver.TrainerTurn.says;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a file of records says of rollouts, and what it never says. */
class RecordedRolloutTest {
  private static final String KEY = "sk-KEY7f3a";
  private static final String ID =
      "\"q\" 'a' \\ \n\r\t\u0000\u001b[31m\u2028 👩‍🚀 " + "x".repeat(225);

  @RegisterExtension
  private final WireMockExtension trainer =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  @TempDir private Path folder;

  @Test
  void rollout_isALine_withItsTurnsAndTheTrainersOwnWords_andWithoutSecrets() throws Exception {
    TrainerTurn.script(
        trainer,
        calls("add", "{\"a\": 1, \"b\": 2}").with("weight_version", "v7").response(),
        says("3, and the key is " + KEY)
            .with("authorization", "Bearer " + KEY)
            .with("echo", KEY)
            .choice("matched_stop", "x")
            .response());
    play(Map.of());

    List<String> lines = lines();
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst()).doesNotContain(KEY, "callback_api_key");
    Map<String, @Nullable Object> record = members(Json.read(lines.getFirst(), JsonLimits.DEFAULT));
    assertThat(record)
        .containsEntry("rollout_id", ID)
        .containsEntry("status", "COMPLETED")
        .containsEntry("reason", "stop")
        .containsKeys("began", "queue_ms", "duration_ms", "metrics", "prompt_format");
    assertThat(elements(record.get("messages"))).hasSize(4);
    List<Map<String, @Nullable Object>> turns = elements(record.get("turns"));
    assertThat(turns).hasSize(2);
    assertThat(turns.getFirst())
        .containsEntry("mask_sent", null)
        .containsEntry("attempts", List.of("ok"))
        .doesNotContainKeys("ids", "logprobs");
    assertThat(members(turns.getFirst().get("vendor"))).containsEntry("weight_version", "v7");
    assertThat(members(turns.get(1).get("vendor")))
        .containsEntry("authorization", "****")
        .containsEntry("choice", Map.of("matched_stop", "x"));
    List<?> mask = (List<?>) turns.get(1).get("mask_sent");
    assertThat(mask).hasSize(1);
  }

  @Test
  void rolloutWithTokens_hasThemInItsLine() throws Exception {
    TrainerTurn.script(trainer, says("hi").response());
    play(Map.of("record.tokens", "true", "page.enabled", "false"));

    Map<String, @Nullable Object> turn =
        elements(members(Json.read(lines().getFirst(), JsonLimits.DEFAULT)).get("turns"))
            .getFirst();
    assertThat((List<?>) turn.get("ids")).isNotEmpty();
    assertThat((List<?>) turn.get("logprobs")).hasSameSizeAs((List<?>) turn.get("ids"));
  }

  @Test
  void failedRollout_isALineWithItsCategory() throws Exception {
    TrainerTurn.script(trainer, TrainerTurn.body("{" + KEY));
    play(Map.of());

    assertThat(lines()).hasSize(1);
    assertThat(lines().getFirst()).doesNotContain(KEY);
    assertThat(members(Json.read(lines().getFirst(), JsonLimits.DEFAULT)))
        .containsEntry("status", "ERROR")
        .containsEntry("reason", "validation_error");
  }

  @Test
  void rolloutWhosePromptCannotBeMade_hasThatTurnToo_withoutACall() throws Exception {
    Object image = List.of(Map.of("type", "image", "url", "cat.png"));
    TrainerTurn.script(trainer, TrainerTurn.adds().message("content", image).response());
    play(Map.of());

    Map<String, @Nullable Object> record =
        members(Json.read(lines().getFirst(), JsonLimits.DEFAULT));
    assertThat(record).containsEntry("reason", "template_error");
    List<Map<String, @Nullable Object>> turns = elements(record.get("turns"));
    assertThat(turns).hasSize(2);
    assertThat(turns.getFirst()).containsEntry("attempts", List.of("ok")).containsKey("tools_ms");
    assertThat(elements(turns.getFirst().get("tools")))
        .singleElement()
        .satisfies(tool -> assertThat(tool).containsEntry("name", "add").containsKey("ms"));
    assertThat(turns.getLast())
        .containsEntry("turn", 2L)
        .containsEntry("prompt_tokens", null)
        .containsEntry("trainer_start_ms", null)
        .containsEntry("attempts", List.of());
    assertThat(turns.getLast().get("prompt_ms")).isNotNull();
  }

  @Test
  void oneFileIsReadableByJq_whereThereIsOne() throws Exception {
    TrainerTurn.script(trainer, says("hi").response());
    play(Map.of());
    Path file = files().getFirst();
    // whatever reads lines: none but the last byte ends one
    String text = Files.readString(file);
    assertThat(text).endsWith("}\n");
    assertThat(text.indexOf('\n')).isEqualTo(text.length() - 1);
    assertThat(text.chars().filter(c -> c < ' ')).hasSize(1);
  }

  private void play(Map<String, String> further) throws Exception {
    Map<String, String> settings = new java.util.HashMap<>(further);
    settings.put("record.folder", records().toString());
    try (ServerFixture server = ServerFixture.start(folder, settings)) {
      server.rollout(trainer.baseUrl(), "rollout_id", ID, "callback_api_key", KEY);
    }
  }

  private Path records() {
    return folder.resolve("records");
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(records())) {
      return files.sorted().toList();
    }
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(files().getFirst());
  }
}

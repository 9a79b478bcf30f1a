package dev.rolloutserver;

import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static dev.rolloutserver.TrainerTurn.adds;
import static dev.rolloutserver.TrainerTurn.says;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.rolloutserver.ServerFixture.Answer;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.simulation.DemoModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Conversations that a template refuses, and models that give no prompt at all. */
@TestInstance(Lifecycle.PER_CLASS) // one server for all
class PromptRefusalTest {
  private static final Object IMAGE = List.of(Map.of("type", "image", "url", "cat.png"));
  private static final String IMAGE_REFUSED = "this model reads text only, not image";

  @RegisterExtension
  private final WireMockExtension trainer =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  private ServerFixture server;
  private Path folder;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    this.folder = folder;
    DemoModel.writeTo(folder.resolve("models"));
    model("models/no/template", null);
    model("models/broken/template", "{% for message in messages %}");
    model("models/unknown/filter", "{{ messages | nonsense }}");
    model("models/raising", "{{ raise_exception('Roles must alternate: ' ~ messages[0].role) }}");
    model("models/adding", "{{ messages[0].content + 1 }}");
    model("models/plain", "plain");
    Files.writeString(model("models/broken/tokenizer", "").resolve("tokenizer.json"), "{\"a\": 1}");
    Files.writeString(model("models/cut/tokenizer", "").resolve("tokenizer.json"), "{\"a\": ");
    Path override = Files.writeString(folder.resolve("o"), "{{ raise_exception('overridden') }}");
    Object formats = List.of(Map.of("name", "plain", "template", override.toString()));
    server = ServerFixture.start(folder, Map.of("prompt.formats", Json.text(formats)));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void conversation_thatTheTemplateRefuses_isATemplateErrorInItsWords() throws Exception {
    TrainerTurn.script(trainer, says("5").response());

    Answer answer = rollout("messages", List.of(Map.of("role", "user", "content", IMAGE)));

    FailedRollout.assertFailed(answer, "template_error", null, IMAGE_REFUSED);
    assertThat(answer.errorMessage()).isEqualTo(IMAGE_REFUSED);
    assertThat(answer.finalMessages()).hasSize(1);
    assertThat(answer.metric("num_llm_calls")).isZero();
    assertThat(answer.trace()).isEmpty();
    assertThat(trainer.getAllServeEvents()).isEmpty();
  }

  @Test
  void answer_thatTheTemplateRefuses_isATemplateErrorWithWhatThereWas() throws Exception {
    TrainerTurn.script(trainer, adds().message("content", IMAGE).response());

    Answer answer = rollout();

    FailedRollout.assertFailed(answer, "template_error", null, IMAGE_REFUSED);
    assertThat(answer.finalMessages())
        .extracting(message -> message.get("role"))
        .containsExactly("user", "assistant", "tool");
    assertThat(answer.metric("num_llm_calls")).isEqualTo(1);
    assertThat(answer.trace()).hasSize(1);
    assertThat(answer.extraFields()).containsKey("prompt_format");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          raising | Roles must alternate: user
          plain   | overridden
          adding  | The chat template cannot render this conversation: TypeError: can only concatenate str
          """)
  void template_ofAnotherModel_isATemplateErrorInItsWords(String model, String message)
      throws Exception {
    Answer answer = rollout("tokenizer_name", model);

    FailedRollout.assertFailed(answer, "template_error", null, message);
    assertThat(answer.errorMessage()).startsWith(message);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nobody/nothing    | Model nobody/nothing at main is not in the cache, and downloading is off
          no/template       | The tokenizer 'no/template' has no chat template
          broken/template   | The chat template of 'broken/template' is not a template
          unknown/filter    | The chat template of 'unknown/filter' is not a template
          broken/tokenizer  | broken/tokenizer
          cut/tokenizer     | cut/tokenizer
          """)
  void model_thatGivesNoPrompt_isATokenizerError(String model, String message) throws Exception {
    Answer answer = rollout("tokenizer_name", model);

    FailedRollout.assertFailed(answer, "tokenizer_error", null, message);
    assertThat(answer.errorMessage()).doesNotContain(folder.toString());
    assertThat(answer.finalMessages()).isEqualTo(List.of(ServerFixture.QUESTION));
    assertThat(answer.trace()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "..", "../models/plain", "/etc/passwd", "a/b/c", "a\u0000b", "é"})
  void model_withAnImpossibleName_isATokenizerError(String model) throws Exception {
    Answer answer = rollout("tokenizer_name", model);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.extraFields()).containsEntry("error_category", "tokenizer_error");
    assertThat(answer.errorMessage()).doesNotContain(folder.toString(), "Exception");
  }

  @Test
  void revision_thatCannotBe_isATokenizerError() throws Exception {
    Answer answer = rollout("tokenizer_name", "nobody/nothing", "tokenizer_revision", "../../main");

    FailedRollout.assertFailed(answer, "tokenizer_error", null, "evision");
  }

  private Answer rollout(@Nullable Object... members) throws Exception {
    Map<String, @Nullable Object> body = ServerFixture.body(trainer.baseUrl(), members);
    body.put("metadata", Map.of("debug_trace", true));
    return server.post(Json.write(body), "application/json");
  }

  /** A model of this template with the tokenizer for demonstrations. */
  private Path model(String name, @Nullable String template) throws IOException {
    Path demo = folder.resolve("models").resolve(DemoModel.NAME);
    Path model = Files.createDirectories(folder.resolve(name));
    for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
      Files.copy(demo.resolve(file), model.resolve(file));
    }
    if (template != null) {
      Files.writeString(model.resolve("chat_template.jinja"), template);
    }
    return model;
  }
}

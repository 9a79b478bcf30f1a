package dev.rolloutserver.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.hub.ModelFiles;
import dev.rolloutserver.tools.ToolBox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoModelTest {
  @Test
  void files_areWhatAServerWouldFind() {
    ModelFiles files = DemoModel.files();

    assertThat(files.name()).isEqualTo("rollout-server/demo");
    assertThat(files.templates()).containsOnlyKeys("default");
    assertThat(files.config()).containsEntry("eos_token", "<|end|>");
    assertThat(files.tokenizer().length).isLessThan(120_000);
  }

  @Test
  void writeTo_givesAFolderOfModels(@TempDir Path folder) throws IOException {
    DemoModel.writeTo(folder);
    DemoModel.writeTo(folder);

    Path model = folder.resolve("rollout-server/demo");
    assertThat(model.resolve("tokenizer.json")).hasBinaryContent(DemoModel.files().tokenizer());
    assertThat(Files.readString(model.resolve("chat_template.jinja")))
        .isEqualTo(DemoModel.files().templates().get("default"));
    assertThat(model.resolve("tokenizer_config.json")).exists();
  }

  @Test
  void ids_areThoseOfPython() {
    try (SimulatedModel model = model(List.of())) {
      String prompt = model.prompt(List.of(user("Grüße, 北京 🎉  a\n")));

      // tokenizers 0.23.3 and jinja2 3.1.6 on the same files
      assertThat(model.ids(prompt))
          .containsExactly(
              1, 772, 2, 43, 86, 132, 125, 132, 258, 73, 16, 225, 166, 239, 250, 165, 123, 110, 225,
              177, 258, 241, 236, 225, 225, 69, 203, 4, 203, 1, 561, 2);
      assertThat(model.text(model.ids(prompt))).isEqualTo(prompt);
    }
  }

  @Test
  void longerConversation_onlyAddsToThePrompt() {
    List<Message> answers =
        List.of(
            assistant("\n\n leading and trailing \n\n"),
            assistant("<|end|> <|turn|>"),
            Message.of(Map.of("role", "assistant", "content", List.of(part("a "), part(" b")))),
            Message.of(Map.of("role", "assistant", "tool_calls", List.of(call("{\"a\": 1}")))),
            Message.of(
                Map.of(
                    "role",
                    "assistant",
                    "content",
                    "é",
                    "tool_calls",
                    List.of(call(Map.of("a", 1L)), call("not json")))));
    try (SimulatedModel model = model(ToolBox.calculator().definitions())) {
      List<Message> messages = new ArrayList<>(List.of(user("Hi")));
      for (Message answer : answers) {
        String prompt = model.prompt(messages);
        int[] context = model.ids(prompt + model.text(model.sample(prompt, messages, answer)));
        messages.add(answer);
        messages.add(Message.of(Map.of("role", "tool", "content", " 3\n")));

        int[] next = model.ids(model.prompt(messages));

        assertThat(Arrays.copyOf(next, context.length)).isEqualTo(context);
        assertThat(next.length).isGreaterThan(context.length);
      }
    }
  }

  @Test
  void answer_withoutATokenThatEndsATurn_isSampledToItsEnd() {
    ModelFiles files = DemoModel.files();
    Message calling = Message.of(Map.of("role", "assistant", "tool_calls", List.of(call("{}"))));
    ModelFiles endless =
        new ModelFiles(
            files.name(), files.revision(), files.tokenizer(), Map.of(), files.templates());
    try (SimulatedModel model = new SimulatedModel(endless, List.of(), Clock.systemUTC())) {
      List<Message> messages = List.of(user("Hi"));
      String prompt = model.prompt(messages);

      assertThat(model.text(model.sample(prompt, messages, assistant("Hello"))))
          .isEqualTo("Hello<|end|>\n");
      assertThat(model.text(model.sample(prompt, messages, calling)))
          .isEqualTo("<|call|>{\"name\": \"add\", \"arguments\": {}}<|end|>\n");
    }
  }

  private static SimulatedModel model(List<Map<String, Object>> tools) {
    return new SimulatedModel(DemoModel.files(), tools, Clock.systemUTC());
  }

  private static Message user(String content) {
    return Message.of(Map.of("role", "user", "content", content));
  }

  private static Message assistant(String content) {
    return Message.of(Map.of("role", "assistant", "content", content));
  }

  private static Map<String, Object> part(String text) {
    return Map.of("type", "text", "text", text);
  }

  private static Map<String, Object> call(Object arguments) {
    return Map.of(
        "id",
        "call",
        "type",
        "function",
        "function",
        Map.of("name", "add", "arguments", arguments));
  }
}

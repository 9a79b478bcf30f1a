package dev.rolloutserver.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rolloutserver.conversation.Conversation;
import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.prompt.PromptException.Kind;
import dev.rolloutserver.prompt.PromptFormats.Lease;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromptFormatTest {
  private static final List<Map<String, ?>> TOOLS = List.of(Map.of("name", "add"));
  private static final Conversation HELLO =
      new Conversation(List.of(Message.of(TinyModel.message("user", "hello"))));

  @Test
  void next_conversation_isRenderedWithGenerationPromptAndCounted() {
    Prompt prompt = prompt(TinyModel.TEMPLATE, FormatSettings.plain("tiny"), List.of(), Map.of());

    assertThat(prompt.text())
        .isEqualTo("<|im_start|>user\nhello<|im_end|>\n<|im_start|>assistant\n");
    // markers are one token each, hello is one, all other characters are one each
    assertThat(prompt.length()).isEqualTo(1 + 5 + 1 + 1 + 1 + 1 + 10 - 1);
    assertThat(prompt).hasToString("prompt of 19 tokens");
  }

  @Test
  void next_everyVariable_isWhatTransformersPasses() {
    String template =
        "{{ documents is none }} {{ tools is none }} {{ add_generation_prompt }} {{ eos_token }}"
            + " {{ additional_special_tokens }} {{ bos_token is defined }}";

    assertThat(text(template, FormatSettings.plain("tiny"), List.of(), Map.of()))
        .isEqualTo("True True True <|im_end|> ['<|im_start|>'] False");
  }

  @Test
  void next_tools_areRenderedUnlessTheSettingsSayNo() {
    String template = "{{ tools }}";

    assertThat(text(template, FormatSettings.plain("tiny"), TOOLS, Map.of()))
        .isEqualTo("[{'name': 'add'}]");
    assertThat(text(template, settings(false, false, Map.of()), TOOLS, Map.of())).isEqualTo("None");
  }

  @Test
  void next_variables_ofTheRequestWinOverTheSettingsAndTheseOverSpecialTokens() {
    String template = "{{ eos_token }} {{ a }} {{ b }}";
    FormatSettings settings =
        settings(true, false, Map.of("eos_token", "mine", "a", "settings", "b", "settings"));

    assertThat(text(template, settings, TOOLS, Map.of("b", "request")))
        .isEqualTo("mine settings request");
  }

  @Test
  void next_variableThatIsNull_isGivenAsNone() {
    Map<String, @Nullable Object> variables = new LinkedHashMap<>();
    variables.put("a", null);

    assertThat(text("{{ a is none }}", FormatSettings.plain("tiny"), TOOLS, variables))
        .isEqualTo("True");
  }

  @ParameterizedTest
  @ValueSource(strings = {"messages", "tools", "add_generation_prompt"})
  void next_variableThatTheRolloutDecides_isNotOverridden(String name) {
    String template = "{{ messages[0].content }} {{ tools[0].name }} {{ add_generation_prompt }}";

    assertThat(text(template, FormatSettings.plain("tiny"), TOOLS, Map.of(name, List.of())))
        .isEqualTo("hello add True");
  }

  @Test
  void next_namedTemplates_toolUseIsTakenWithTools() {
    Map<String, String> templates = Map.of("default", "plain", "tool_use", "tools");

    assertThat(text(templates, FormatSettings.plain("tiny"), TOOLS)).isEqualTo("tools");
    assertThat(text(templates, FormatSettings.plain("tiny"), List.of())).isEqualTo("plain");
    assertThat(text(templates, settings(false, false, Map.of()), TOOLS)).isEqualTo("plain");
    assertThat(text(Map.of("default", "plain", "rag", "rag"), FormatSettings.plain("tiny"), TOOLS))
        .isEqualTo("plain");
  }

  @Test
  void next_onlyATemplateForTools_isRefusedWithout() {
    assertThatExceptionOfType(PromptException.class)
        .isThrownBy(() -> text(Map.of("tool_use", "x"), FormatSettings.plain("tiny"), List.of()))
        .withMessage("The tokenizer 'tiny' has no chat template for conversations without tools")
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.TOKENIZER));
  }

  @Test
  void next_argumentsOfCalls_areGivenAsSentOrAsObjects() {
    String template =
        "{% for call in messages[0].tool_calls %}{{ call.function.arguments | tojson }};"
            + "{% endfor %}{{ messages[0].tool_calls[0].id }}";
    Conversation conversation =
        new Conversation(
            List.of(calling("{\"b\": 1, \"a\": [2.50]}", "[1]", "{", "", Map.of("x", 1L))));

    assertThat(text(template, FormatSettings.plain("tiny"), conversation))
        .isEqualTo("\"{\\\"b\\\": 1, \\\"a\\\": [2.50]}\";\"[1]\";\"{\";\"\";{\"x\": 1};id");
    assertThat(text(template, settings(true, true, Map.of()), conversation))
        .isEqualTo("{\"b\": 1, \"a\": [2.5]};\"[1]\";\"{\";\"\";{\"x\": 1};id");
    // the message itself is still what is sent
    assertThat(conversation.messages().getFirst().toolCalls().getFirst().arguments())
        .isEqualTo("{\"b\": 1, \"a\": [2.50]}");
  }

  @Test
  void next_templateThatRefuses_itsOwnMessageIsThrown() {
    assertThatExceptionOfType(PromptException.class)
        .isThrownBy(() ->
            text(
                "{{ raise_exception('Roles must alternate!') }}",
                FormatSettings.plain("tiny"),
                TOOLS,
                Map.of()))
        .withMessage("Roles must alternate!")
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.TEMPLATE));
  }

  @Test
  void next_templateThatFails_isRefusedWithItsLine() {
    assertThatExceptionOfType(PromptException.class)
        .isThrownBy(() -> text("\n{{ 1 + '' }}", FormatSettings.plain("tiny"), TOOLS, Map.of()))
        .withMessageStartingWith("The chat template cannot render this conversation: TypeError")
        .withMessageEndingWith("(line 2)")
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.TEMPLATE));
  }

  @Test
  void next_halfOfASurrogatePair_isRefused() {
    assertThatExceptionOfType(PromptException.class)
        .isThrownBy(() -> text("a\ud83d", FormatSettings.plain("tiny"), TOOLS, Map.of()))
        .withMessage(
            "The prompt cannot be encoded: The text has half of a surrogate pair at index 1")
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.TOKENIZER));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, 256, 257, 5000})
  void encode_anyLength_isTheSameInAnyThread(int length) {
    try (PromptFormats formats =
            TinyModel.formats(TinyModel.TEMPLATE, FormatSettings.plain("tiny"));
        Lease lease = TinyModel.lease(formats)) {
      String text = "x".repeat(length);
      int[] ids = lease.format().encode(text);

      assertThat(ids).hasSize(length);
      assertThat(lease.format().decode(ids)).isEqualTo(text);
    }
  }

  @Test
  void encode_interruptedThread_isGivenUpAndStaysInterrupted() throws InterruptedException {
    try (PromptFormats formats =
            TinyModel.formats(TinyModel.TEMPLATE, FormatSettings.plain("tiny"));
        Lease lease = TinyModel.lease(formats)) {
      List<Object> seen = new CopyOnWriteArrayList<>();
      Thread.ofVirtual()
          .start(() -> {
            Thread.currentThread().interrupt();
            try {
              lease.format().encode("x".repeat(1000));
            } catch (PromptException e) {
              seen.add(e.kind());
              seen.add(Thread.currentThread().isInterrupted());
            }
          })
          .join();

      assertThat(seen).containsExactly(Kind.CANCELLED, true);
      assertThat(lease.format().encode("x".repeat(1000))).hasSize(1000);
    }
  }

  @Test
  void next_growingConversation_earlierPromptsStayAsTheyWere() {
    try (PromptFormats formats =
            TinyModel.formats(TinyModel.TEMPLATE, FormatSettings.plain("tiny"));
        Lease lease = TinyModel.lease(formats)) {
      PromptCounter counter = lease.format().counter(TOOLS, Map.of());
      Conversation conversation =
          new Conversation(List.of(Message.of(TinyModel.message("user", "hello"))));
      Prompt first = counter.next(conversation);
      conversation.add(Message.of(TinyModel.message("assistant", "world")));
      Prompt second = counter.next(conversation);

      assertThat(second.text()).startsWith(first.text() + "world");
      assertThat(first.ids()).hasSize(first.length());
      assertThat(second.ids()).hasSize(second.length()).startsWith(first.ids());
    }
  }

  private static Message calling(Object... arguments) {
    Map<String, @Nullable Object> members = TinyModel.message("assistant", "");
    List<Object> calls = new ArrayList<>();
    Arrays.stream(arguments)
        .forEach(argument ->
            calls.add(
                Map.of("id", "id", "function", Map.of("name", "add", "arguments", argument))));
    members.put("tool_calls", Collections.unmodifiableList(calls));
    return Message.of(members);
  }

  private static FormatSettings settings(
      boolean rendersTools, boolean parsesArguments, Map<String, Object> variables) {
    return new FormatSettings(
        "tiny", Optional.empty(), variables, rendersTools, parsesArguments, Optional.empty());
  }

  private static String text(
      String template,
      FormatSettings settings,
      List<Map<String, ?>> tools,
      Map<String, ? extends @Nullable Object> variables) {
    return prompt(template, settings, tools, variables).text();
  }

  private static Prompt prompt(
      String template,
      FormatSettings settings,
      List<Map<String, ?>> tools,
      Map<String, ? extends @Nullable Object> variables) {
    try (PromptFormats formats = TinyModel.formats(template, settings);
        Lease lease = TinyModel.lease(formats)) {
      return lease.format().counter(tools, variables).next(HELLO);
    }
  }

  private static String text(
      Map<String, String> templates, FormatSettings settings, List<Map<String, ?>> tools) {
    try (PromptFormats formats =
            new PromptFormats(
                (name, _, _) -> TinyModel.files(name, templates),
                new PromptSettings(1, Duration.ZERO, 1, 1 << 20, List.of(settings)),
                Clock.systemUTC(),
                PromptObserver.NONE);
        Lease lease = TinyModel.lease(formats)) {
      return lease.format().counter(tools, Map.of()).next(HELLO).text();
    }
  }

  private static String text(String template, FormatSettings settings, Conversation conversation) {
    try (PromptFormats formats = TinyModel.formats(template, settings);
        Lease lease = TinyModel.lease(formats)) {
      return lease.format().counter(TOOLS, Map.of()).next(conversation).text();
    }
  }
}

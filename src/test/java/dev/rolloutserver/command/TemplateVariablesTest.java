package dev.rolloutserver.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateVariablesTest {
  @Test
  void of_messagesAlone_definesTheOthersToo() {
    assertThat(of("{\"messages\": []}"))
        .hasToString("{messages=[], tools=null, documents=null, add_generation_prompt=false}");
  }

  @Test
  void of_everything_isInOrder() {
    assertThat(
            of(
                """
                {"further": 1, "options": {"enable_thinking": false, "continue_final_message": true},
                 "special_tokens": {"bos_token": "<s>"}, "add_generation_prompt": true,
                 "documents": [2], "tools": [3], "messages": [4]}
                """))
        .hasToString(
            "{messages=[4], tools=[3], documents=[2], add_generation_prompt=true, bos_token=<s>,"
                + " enable_thinking=false, further=1}");
  }

  @Test
  void of_generationPromptInOptions_winsAtItsPlace() {
    assertThat(of("{\"messages\": [], \"options\": {\"x\": 1, \"add_generation_prompt\": true}}"))
        .hasToString("{messages=[], tools=null, documents=null, add_generation_prompt=true, x=1}");
  }

  @Test
  void of_overrides_winOverTheConversation() {
    Object conversation = Json.read("{\"messages\": [], \"x\": 1}", JsonLimits.DEFAULT);

    assertThat(TemplateVariables.of(conversation, Map.of("x", 2L)))
        .containsEntry("x", 2L)
        .containsOnlyKeys("messages", "tools", "documents", "add_generation_prompt", "x");
  }

  @Test
  void of_messagesInOverrides_needNoneInTheConversation() {
    assertThat(TemplateVariables.of(Map.of(), Map.of("messages", List.of(1L))))
        .containsEntry("messages", List.of(1L));
  }

  @Test
  void of_noArrayOfMessagesInOverrides_saysSo() {
    assertThatThrownBy(
            () -> TemplateVariables.of(Map.of("messages", List.of()), Map.of("messages", 5L)))
        .isInstanceOf(InputException.class)
        .hasMessage("--set messages must be an array");
  }

  @Test
  void of_nullParts_areEmpty() {
    assertThat(of("{\"messages\": [], \"special_tokens\": null, \"options\": null}")).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]                               | The conversation must be a JSON object",
        "{}                               | The conversation has no array 'messages'",
        "{\"messages\": {}}               | The conversation has no array 'messages'",
        "{\"messages\":[],\"options\":{\"messages\":5}}"
            + " | The conversation has no array 'messages'",
        "{\"messages\":[],\"options\":[]} | 'options' of the conversation must be a JSON object",
        "{\"messages\":[],\"special_tokens\":1}"
            + " | 'special_tokens' of the conversation must be a JSON object"
      })
  void of_wrongConversation_saysWhatIsMissing(String conversation, String expected) {
    assertThatThrownBy(() -> of(conversation))
        .isInstanceOf(InputException.class)
        .hasMessage(expected);
  }

  private static Map<String, @Nullable Object> of(String conversation) {
    return TemplateVariables.of(Json.read(conversation, JsonLimits.DEFAULT), Map.of());
  }
}

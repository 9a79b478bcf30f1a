package dev.rolloutserver.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MessageTest {
  @Test
  void of_nullMembers_areAbsent_butContent() {
    Message message =
        message(
            """
            {"role":"assistant","content":null,"name":null,"tool_calls":null,"vendor":{"x":null}}
            """);

    assertThat(message.value()).containsOnlyKeys("role", "content", "vendor");
    assertThat(message.json())
        .asString()
        .isEqualTo("{\"role\":\"assistant\",\"content\":null,\"vendor\":{\"x\":null}}");
  }

  @Test
  void of_nullMembersOfCallsAndFunctions_areAbsent_butArgumentsKeepTheirs() {
    Message message =
        message(
            """
            {"role":"assistant","tool_calls":[{"id":"c","index":null,
             "function":{"name":"add","strict":null,"arguments":{"a":null}}}]}
            """);

    assertThat(message.json())
        .asString()
        .isEqualTo(
            "{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c\",\"function\":"
                + "{\"name\":\"add\",\"arguments\":{\"a\":null}}}]}");
  }

  @Test
  void of_unknownMembers_areKeptInTheirOrder() {
    String text = "{\"z\":1,\"role\":\"user\",\"reasoning_content\":\"r\",\"content\":\"é\"}";

    assertThat(message(text).json()).asString().isEqualTo(text);
  }

  @Test
  void toolCalls_haveIdNameAndArgumentsAsSent() {
    Message message =
        message(
            """
            {"role":"assistant","tool_calls":[
              {"id":"1","function":{"name":"add","arguments":"{}"}},
              {"id":"2","function":{"name":"sub","arguments":{"a":1}}}]}
            """);

    assertThat(message.toolCalls())
        .containsExactly(new ToolCall("1", "add", "{}"), new ToolCall("2", "sub", Map.of("a", 1L)));
  }

  @Test
  void toString_showsNoContent() {
    assertThat(message("{\"role\":\"user\",\"content\":\"secret\"}"))
        .hasToString("message of user, 34 bytes");
  }

  @SuppressWarnings("unchecked") // an object is a map
  private static Message message(String json) {
    Object value = Objects.requireNonNull(Json.read(json, JsonLimits.DEFAULT));
    return Message.of((Map<String, @Nullable Object>) value);
  }
}

package dev.rolloutserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompletionRequestTest {
  private static final SamplingParams PARAMS = new SamplingParams(0.7, 1, 512, null, true);

  @Test
  void json_ofATurn_hasTheMembersInOrder() {
    SamplingParams params = new SamplingParams(0.7, 1, 512, List.of("\n", "é"), false);
    List<Message> messages =
        List.of(Message.of(Map.of("role", "user")), Message.of(Map.of("content", "x")));

    assertThat(json(new CompletionRequest("r\"1", messages, params, 2)))
        .isEqualTo(
            "{\"model\":\"default\",\"rollout_id\":\"r\\\"1\","
                + "\"messages\":[{\"role\":\"user\"},{\"content\":\"x\"}],"
                + "\"temperature\":0.7,\"top_p\":1.0,\"max_tokens\":512,"
                + "\"stop\":[\"\\n\",\"é\"],\"logprobs\":false,\"response_mask\":[0,0]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"0 | null", "1 | [0]", "2 | [0,0]", "5 | [0,0,0,0,0]"})
  void json_zeros_areTheMask(int zeros, String mask) {
    assertThat(json(new CompletionRequest("r", List.of(), PARAMS, zeros)))
        .isEqualTo(
            "{\"model\":\"default\",\"rollout_id\":\"r\",\"messages\":[],\"temperature\":0.7,"
                + "\"top_p\":1.0,\"max_tokens\":512,\"stop\":null,\"logprobs\":true,"
                + "\"response_mask\":"
                + mask
                + "}");
  }

  @Test
  void json_messagesOfEveryKind_areTheJsonOfTheWhole() {
    List<Map<String, Object>> members =
        List.of(
            Map.of("role", "system", "content", "é \ud83d\ude00 \u2028 \"\\\n"),
            Map.of("role", "user", "content", List.of(Map.of("type", "text", "text", "a"))),
            Map.of("content", Map.of("a", List.of(1L, -0.5, true, new BigInteger("9".repeat(30))))),
            Map.of("tool_calls", List.of(Map.of("id", "1", "function", Map.of("name", "f")))),
            Map.of("role", "tool", "content", ""),
            Map.of());
    List<Message> messages = members.stream().map(Message::of).toList();

    for (int count = 0; count <= messages.size(); count++) {
      CompletionRequest request =
          new CompletionRequest("r", messages.subList(0, count), PARAMS, 3000);

      assertThat(json(request))
          .contains("\"messages\":" + Json.text(members.subList(0, count)) + ",")
          .endsWith("\"response_mask\":" + Json.text(Collections.nCopies(3000, 0)) + "}");
      assertThat(Json.read(json(request), JsonLimits.DEFAULT)).isInstanceOf(Map.class);
    }
  }

  @Test
  void json_messages_areTheBytesThatTheyHave() {
    Message message = Message.of(Map.of("content", "private"));
    byte[] kept = message.json();
    kept[kept.length - 3] = 'X';

    CompletionRequest request = new CompletionRequest("r", List.of(message), PARAMS, 3);

    assertThat(json(request)).contains("{\"content\":\"privatX\"}");
    assertThat(request.json().get(1)).isSameAs(kept);
    assertThat(request).hasToString("turn of r, 1 messages, mask of 3");
  }

  @Test
  void zeros_negative_areRefused() {
    assertThatThrownBy(() -> new CompletionRequest("r", List.of(), PARAMS, -1))
        .hasMessage("A mask of -1 tokens, but must be at least 0");
  }

  private static String json(CompletionRequest request) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    request.json().forEach(all::writeBytes);
    return all.toString(StandardCharsets.UTF_8);
  }
}

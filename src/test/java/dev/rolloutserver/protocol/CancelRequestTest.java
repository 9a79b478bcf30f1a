package dev.rolloutserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.protocol.CancelRequest.All;
import dev.rolloutserver.protocol.CancelRequest.Ids;
import dev.rolloutserver.protocol.CancelRequest.Prefix;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CancelRequestTest {
  @Test
  void read_allMembersSentButOneUnused_isThatOne() {
    assertThat(read("{\"ids\": [\"a\", \"b\"], \"prefix\": null, \"all\": false}"))
        .isEqualTo(new Ids(List.of("a", "b")));
    assertThat(read("{\"ids\": null, \"prefix\": \"step1-\", \"all\": false}"))
        .isEqualTo(new Prefix("step1-"));
    assertThat(read("{\"ids\": null, \"prefix\": null, \"all\": true}")).isEqualTo(new All());
  }

  @Test
  void read_oneMemberAlone_isThatOne() {
    assertThat(read("{\"ids\": []}")).isEqualTo(new Ids(List.of()));
    assertThat(read("{\"prefix\": \"p\", \"more\": 1}")).isEqualTo(new Prefix("p"));
    assertThat(read("{\"all\": true}")).isEqualTo(new All());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | exactly one of ids, prefix and all must be given",
        "{\"all\": false} | exactly one of ids, prefix and all must be given",
        "{\"all\": true, \"ids\": []} | exactly one of ids, prefix and all must be given",
        "{\"prefix\": \"p\", \"ids\": [\"a\"]} | exactly one of ids, prefix and all must be given",
        "{\"prefix\": \"\"} | prefix must not be empty; all cancels every rollout",
        "{\"prefix\": 1} | prefix must be a string",
        "{\"ids\": \"a\"} | ids must be an array of strings",
        "{\"ids\": [1]} | ids must be an array of strings",
        "{\"ids\": [null]} | ids must be an array of strings",
        "{\"all\": 1} | all must be true or false",
        "{\"all\": \"true\"} | all must be true or false",
        "[] | the body must be an object with one of ids, prefix and all",
        "null | the body must be an object with one of ids, prefix and all",
        "{ | the body is not JSON: Expecting property name enclosed in double quotes"
      })
  void read_anythingElse_isRefusedInOneSentence(String body, String message) {
    assertThatThrownBy(() -> read(body)).isInstanceOf(InvalidCancel.class).hasMessage(message);
  }

  private static CancelRequest read(String body) {
    return CancelRequest.read(body.getBytes(StandardCharsets.UTF_8), JsonLimits.DEFAULT);
  }
}

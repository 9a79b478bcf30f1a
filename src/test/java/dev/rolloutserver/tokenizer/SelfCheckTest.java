package dev.rolloutserver.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.tokenizer.bpe.ByteLevelBpe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SelfCheckTest {
  @Test
  void agrees_sameTokenizer_isTrue() {
    assertThat(agrees(document())).isTrue();
  }

  @Test
  void agrees_otherPattern_isFalse() {
    Map<String, @Nullable Object> other = document();
    Map<String, @Nullable Object> split =
        Recorded.object(
            list(Recorded.object(other.get("pre_tokenizer")).get("pretokenizers")).getFirst());
    split.put(
        "pattern", Map.of("Regex", " ?\\p{L}+|\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"));

    assertThat(agrees(other)).isFalse();
  }

  @Test
  void agrees_otherMerges_isFalse() {
    Map<String, @Nullable Object> other = document();
    Map<String, @Nullable Object> model = Recorded.object(other.get("model"));
    List<Object> merges = new ArrayList<>(list(model.get("merges")));
    Collections.swap(merges, 0, 40);
    model.put("merges", merges);

    assertThat(agrees(other)).isFalse();
  }

  @Test
  void countedBy_shippedModel_isJava() {
    try (Tokenizer tokenizer = Tokenizer.load(Json.write(document()), Map.of())) {
      assertThat(tokenizer.countedBy()).isEqualTo(CountedBy.JAVA);
    }
  }

  private static boolean agrees(Map<String, @Nullable Object> document) {
    try (Tokenizer tokenizer = Tokenizer.load(Json.write(document()), Map.of())) {
      return SelfCheck.agrees(ByteLevelBpe.of(document), tokenizer::encode);
    }
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(@Nullable Object value) {
    return (List<Object>) Objects.requireNonNull(value);
  }

  /** The model that the project ships. */
  private static Map<String, @Nullable Object> document() {
    try (var stream =
        SelfCheckTest.class.getResourceAsStream("../simulation/model/tokenizer.json")) {
      byte[] json = Objects.requireNonNull(stream).readAllBytes();
      return Recorded.object(Json.read(json, JsonLimits.DEFAULT));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.rolloutserver.prompt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.conversation.Conversation;
import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.prompt.PromptFormats.Lease;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replays the lengths that prompts of random conversations have in Python. */
class RecordedCountsTest {
  @ParameterizedTest
  @ValueSource(strings = {"models--Qwen--Qwen3-8B", "models--deepseek-ai--DeepSeek-V3"})
  void count_everyTurn_isThatOfPython(String model) throws IOException {
    List<Map<String, Object>> lines =
        lines().stream().filter(line -> model.equals(line.get("model"))).toList();
    assertThat(lines).hasSize(1000);
    try (PromptFormats formats = RealModel.formats(model, 0);
        Lease lease = TinyModel.lease(formats)) {
      for (Map<String, Object> line : lines) {
        assertThat(lengths(lease.format(), line)).as("%s", line).isEqualTo(line.get("lengths"));
      }
    }
  }

  private static List<Long> lengths(PromptFormat format, Map<String, Object> line) {
    PromptCounter counter =
        format.counter(list(line.get("tools")).stream().map(RealModel::object).toList(), Map.of());
    Conversation conversation = new Conversation(List.of());
    List<Long> lengths = new ArrayList<>();
    for (Object messages : list(line.get("turns"))) {
      list(messages).forEach(message -> conversation.add(Message.of(RealModel.object(message))));
      lengths.add((long) counter.next(conversation).length());
    }
    return lengths;
  }

  private static List<Map<String, Object>> lines() throws IOException {
    try (InputStream recording =
            Objects.requireNonNull(
                RecordedCountsTest.class.getResourceAsStream("recorded-counts.jsonl.gz"));
        InputStream lines = new GZIPInputStream(recording)) {
      return new String(lines.readAllBytes(), UTF_8)
          .lines()
          .map(line -> RealModel.object(Json.read(line, JsonLimits.DEFAULT)))
          .toList();
    }
  }

  private static List<?> list(@Nullable Object value) {
    return (List<?>) Objects.requireNonNull(value);
  }
}

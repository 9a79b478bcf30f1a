package dev.rolloutserver.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.conversation.Conversation;
import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.prompt.PromptFormats.Lease;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holds prompts that are counted in parts against the same prompts encoded whole. {@code
 * -Dcounts.conversations=N} says how many conversations are made up for each tokenizer, {@code
 * -Dcounts.write=FILE} appends them and their counts to a file, which etc/scripts/compare-counts.py
 * holds against Python.
 */
class IncrementalCountTest {
  private static final int CONVERSATIONS = Integer.getInteger("counts.conversations", 20_000);

  @ParameterizedTest
  @ValueSource(strings = {"models--Qwen--Qwen3-8B", "models--deepseek-ai--DeepSeek-V3"})
  void count_randomConversations_isThatOfTheWholeText(String model) throws IOException {
    try (PromptFormats formats = RealModel.formats(model, 1 << 20);
        Lease lease = TinyModel.lease(formats);
        Writer lines = lines()) {
      long turns =
          LongStream.range(0, CONVERSATIONS)
              .parallel()
              .map(seed -> assertCounts(model, lease.format(), seed, lines))
              .sum();
      assertThat(turns).isGreaterThan(2L * CONVERSATIONS);
    }
  }

  private static int assertCounts(String model, PromptFormat format, long seed, Writer lines) {
    RandomConversations conversations = new RandomConversations(seed);
    List<Map<String, Object>> tools = conversations.tools();
    List<List<Map<String, @Nullable Object>>> turns = conversations.turns();
    PromptCounter counter = format.counter(tools, Map.of());
    Conversation conversation = new Conversation(List.of());
    List<Object> lengths = new ArrayList<>();
    for (List<Map<String, @Nullable Object>> messages : turns) {
      messages.forEach(message -> conversation.add(Message.of(message)));
      Prompt prompt = counter.next(conversation);
      int length = prompt.ids().length;
      // the description alone would take longer than the count
      if (prompt.length() != length) {
        assertThat(prompt.length())
            .as("conversation %d, turn %d: %s", seed, lengths.size(), prompt.text())
            .isEqualTo(length);
      }
      lengths.add((long) prompt.length());
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("model", model);
    line.put("tools", tools);
    line.put("turns", turns);
    line.put("lengths", lengths);
    try {
      lines.write(Json.text(line) + '\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return turns.size();
  }

  private static Writer lines() throws IOException {
    String file = System.getProperty("counts.write", "");
    return file.isEmpty()
        ? Writer.nullWriter()
        : new BufferedWriter(
            Files.newBufferedWriter(
                Path.of(file), StandardOpenOption.CREATE, StandardOpenOption.APPEND));
  }
}

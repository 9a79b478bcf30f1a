package dev.rolloutserver.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.conversation.Conversation;
import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.conversation.ToolCall;
import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.prompt.Prompt;
import dev.rolloutserver.prompt.PromptCounter;
import dev.rolloutserver.prompt.PromptFormat;
import dev.rolloutserver.prompt.PromptFormats;
import dev.rolloutserver.prompt.PromptObserver;
import dev.rolloutserver.prompt.PromptSettings;
import dev.rolloutserver.prompt.ResponseMask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The conversation of docs/RESPONSE_MASK_GUIDE.md, counted by the program. */
class ResponseMaskGuideTest {
  private static final Path GUIDE = Path.of("docs/RESPONSE_MASK_GUIDE.md");

  @Test
  void workedExample_isWhatTheProgramCounts() throws IOException {
    try (PromptFormats formats = formats();
        PromptFormats.Lease lease =
            formats.lease(DemoModel.NAME, null, Deadline.after(Duration.ofMinutes(1)))) {
      PromptFormat format = lease.format();
      PromptCounter counter = format.counter(List.of(), Map.of());
      Conversation conversation =
          new Conversation(
              List.of(Message.of(Map.of("role", "user", "content", "What is 2 + 3?"))));
      ResponseMask mask = new ResponseMask();

      Prompt first = counter.next(conversation);
      assertThat(mask.next(first.length())).isEmpty();
      int[] sampled =
          format.encode(
              "I add.<|call|>{\"name\": \"add\", \"arguments\": {\"a\": 2, \"b\": 3}}<|end|>");
      mask.answered(sampled.length);
      conversation.add(answer());
      conversation.add(Message.toolResult(new ToolCall("1", "add", Map.of()), "5"));
      Prompt second = counter.next(conversation);
      int zeros = mask.next(second.length()).orElseThrow();

      int[] ids = second.ids();
      int seen = first.length() + sampled.length;
      assertThat(Arrays.copyOfRange(ids, first.length(), seen)).isEqualTo(sampled);
      assertThat(guide())
          .contains(
              first.length() + " tokens: `|prompt_1|`",
              "its " + sampled.length + " token ids",
              "has " + second.length() + " tokens",
              "new = %d - (%d + %d) = %d"
                  .formatted(second.length(), first.length(), sampled.length, zeros),
              tokens(format, sampled),
              tokens(format, Arrays.copyOfRange(ids, seen, ids.length)));
    }
  }

  private static String guide() throws IOException {
    return Files.readString(GUIDE);
  }

  private static String tokens(PromptFormat format, int[] ids) {
    return Arrays.stream(ids)
        .mapToObj(id -> format.decode(new int[] {id}).replace("\n", "\\n"))
        .collect(Collectors.joining("·"));
  }

  private static Message answer() {
    return Message.of(
        Map.of(
            "role",
            "assistant",
            "content",
            "I add.",
            "tool_calls",
            List.of(
                Map.of(
                    "id",
                    "1",
                    "type",
                    "function",
                    "function",
                    Map.of("name", "add", "arguments", "{\"a\": 2, \"b\": 3}")))));
  }

  private static PromptFormats formats() {
    return new PromptFormats(
        (name, revision, deadline) -> DemoModel.files(),
        new PromptSettings(1, Duration.ofSeconds(1), 1, 1 << 20, List.of()),
        Clock.systemUTC(),
        PromptObserver.NONE);
  }
}

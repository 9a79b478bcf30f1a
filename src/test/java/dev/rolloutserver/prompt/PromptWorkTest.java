package dev.rolloutserver.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.conversation.Conversation;
import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.prompt.PromptFormats.Lease;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is tokenized for the prompts of rollouts, in characters. */
class PromptWorkTest {
  private static final int QUESTION = "user\nhello".length();
  private static final int BETWEEN = "\n".length();
  private static final int OPENED = "assistant\n".length();

  private final Encodings encodings = new Encodings();

  @Test
  void next_turn_tokenizesWhatIsNew() {
    try (PromptFormats formats = formats(0);
        Lease lease = lease(formats, "a")) {
      Conversation conversation = conversation();
      PromptCounter counter = lease.format().counter(List.of(), Map.of());
      counter.next(conversation);
      assertThat(encodings.characters()).containsExactly(QUESTION + BETWEEN + OPENED);
      for (int turn = 0; turn < 20; turn++) {
        conversation.add(Message.of(TinyModel.message("assistant", "answer")));
        conversation.add(Message.of(TinyModel.message("tool", "result")));
        Prompt prompt = counter.next(conversation);
        assertThat(encodings.characters())
            .containsExactly(
                "assistant\nanswer".length()
                    + BETWEEN
                    + "tool\nresult".length()
                    + BETWEEN
                    + OPENED);
        assertThat(prompt.ids()).hasSize(prompt.length());
      }
    }
  }

  @Test
  void next_conversationThatIsTheSame_tokenizesNothing() {
    try (PromptFormats formats = formats(0);
        Lease lease = lease(formats, "a")) {
      PromptCounter counter = lease.format().counter(List.of(), Map.of());
      int length = counter.next(conversation()).length();
      encodings.characters();
      assertThat(counter.next(conversation()).length()).isEqualTo(length);
      assertThat(encodings.characters()).isEmpty();
    }
  }

  @Test
  void next_secondRolloutOfAGroup_tokenizesNothingOfTheFirstPrompt() {
    try (PromptFormats formats = formats(1 << 20);
        Lease lease = lease(formats, "a")) {
      int length = first(lease);
      assertThat(encodings.characters()).containsExactly(QUESTION + BETWEEN + OPENED);
      assertThat(first(lease)).isEqualTo(length);
      assertThat(encodings.characters()).isEmpty();
    }
  }

  @Test
  void next_secondRolloutWithoutSharedCounts_tokenizesTheFirstPromptAgain() {
    try (PromptFormats formats = formats(0);
        Lease lease = lease(formats, "a")) {
      first(lease);
      first(lease);
      assertThat(encodings.characters())
          .containsExactly(QUESTION + BETWEEN + OPENED, QUESTION + BETWEEN + OPENED);
      assertThat(encodings.known() + encodings.unknown()).isZero();
    }
  }

  @Test
  void next_rolloutOfAnotherTokenizer_knowsNothingOfTheFirst() {
    try (PromptFormats formats = formats(1 << 20);
        Lease one = lease(formats, "a");
        Lease other = lease(formats, "b")) {
      first(one);
      first(other);
      assertThat(encodings.characters()).hasSize(2);
    }
  }

  @Test
  void next_tokenizerThatWasGivenUpAndIsLoadedAgain_beginsAnew() {
    try (PromptFormats formats = formats(1 << 20)) {
      for (String name : List.of("a", "b", "a")) {
        try (Lease lease = lease(formats, name)) {
          first(lease);
        }
      }
      assertThat(encodings.characters()).hasSize(3);
    }
  }

  private PromptFormats formats(long pieceCacheBytes) {
    return new PromptFormats(
        (name, _, _) -> TinyModel.files(name, TinyModel.TEMPLATE),
        new PromptSettings(1, Duration.ZERO, 1, pieceCacheBytes, List.of()),
        Clock.systemUTC(),
        encodings);
  }

  private static Lease lease(PromptFormats formats, String name) {
    return formats.lease(name, null, Deadline.after(Duration.ofMinutes(1)));
  }

  private static int first(Lease lease) {
    return lease.format().counter(List.of(), Map.of()).next(conversation()).length();
  }

  private static Conversation conversation() {
    return new Conversation(List.of(Message.of(TinyModel.message("user", "hello"))));
  }
}

package dev.rolloutserver.prompt;

import dev.rolloutserver.conversation.Conversation;
import dev.rolloutserver.conversation.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a whole conversation would have been turn by turn: the prompts as a rollout makes them, the
 * masks that would be sent, and what each prompt changes of what the model has seen.
 */
public final class ConversationPreview {
  /** Calls of a trainer at most. */
  public static final int MAX_TURNS = 256;

  /** Characters of all that is rendered together: each prompt has all that went before. */
  static final long MAX_CHARACTERS = 16_000_000;

  private static final String ASSISTANT = "assistant";

  private final PromptFormat format;
  private final PromptCounter counter;
  private final List<Message> messages;
  private final ResponseMask mask = new ResponseMask();
  private final List<Turn> turns = new ArrayList<>();
  private long characters;

  /** Text and ids of the last prompt and the answer to it. */
  private String seen = "";

  private int[] seenIds = new int[0];

  /**
   * One call of the trainer.
   *
   * @param messages how many the prompt has
   * @param promptTokens of the whole prompt
   * @param zeros of the mask that is sent; 0 where none is
   * @param entered ids that are new in the prompt, as the mask counts them
   * @param answer ids of the answer as the template writes it; null where there is no answer
   * @param kept UTF-16 units that the prompt has in common with what the model has seen
   * @param removed what it has not any more
   * @param added what follows instead
   * @param problem why the mask is not exact; null where it is
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Turn(
      int messages,
      int promptTokens,
      int zeros,
      int[] entered,
      int @Nullable [] answer,
      int kept,
      String removed,
      String added,
      @Nullable String problem) {}

  private ConversationPreview(PromptFormat format, PromptCounter counter, List<Message> messages) {
    this.format = format;
    this.counter = counter;
    this.messages = messages;
  }

  /**
   * A call before each message of the assistant but a first one, and one at the end where the last
   * message is somebody else's. Ends early where a rollout would.
   *
   * @throws PromptException if the template refuses a prompt, or there are too many
   */
  public static List<Turn> of(
      PromptFormat format,
      List<Message> messages,
      List<? extends Map<String, ?>> tools,
      Map<String, ? extends @Nullable Object> chatTemplateKwargs) {
    PromptCounter counter = format.counter(tools, chatTemplateKwargs);
    ConversationPreview preview = new ConversationPreview(format, counter, messages);
    preview.run();
    return preview.turns;
  }

  private void run() {
    Conversation conversation = new Conversation(List.of());
    boolean possible = true;
    for (Message message : messages) {
      if (message.role().equals(ASSISTANT) && !conversation.messages().isEmpty()) {
        possible = possible && call(conversation, message);
      }
      conversation.add(message);
    }
    if (possible && !messages.getLast().role().equals(ASSISTANT)) {
      call(conversation, null);
    }
  }

  /** Adds a turn; false where a rollout ends with it. */
  private boolean call(Conversation conversation, @Nullable Message answer) {
    Prompt prompt = counter.next(conversation);
    charge(prompt.text());
    int[] ids = prompt.ids();
    int kept = sameCharacters(seen, prompt.text());
    String problem = problem(kept, ids);
    int zeros = 0;
    boolean possible = true;
    try {
      zeros = mask.next(prompt.length()).orElse(0);
    } catch (MaskException e) {
      problem = String.valueOf(e.getMessage());
      possible = false;
    }
    int entered = turns.isEmpty() ? ids.length : Math.min(zeros, ids.length);
    String said = answer == null || !possible ? null : answerText(prompt, conversation, answer);
    int[] answerIds = said == null ? null : format.encode(said);
    turns.add(
        new Turn(
            conversation.messages().size(),
            prompt.length(),
            zeros,
            Arrays.copyOfRange(ids, ids.length - entered, ids.length),
            answerIds,
            kept,
            seen.substring(kept),
            prompt.text().substring(kept),
            problem));
    if (answerIds != null) {
      mask.answered(answerIds.length);
      seen = prompt.text() + said;
      seenIds = Arrays.copyOf(ids, ids.length + answerIds.length);
      System.arraycopy(answerIds, 0, seenIds, ids.length, answerIds.length);
    }
    return possible;
  }

  private @Nullable String problem(int kept, int[] ids) {
    if (kept < seen.length()) {
      return "The template rewrites the last "
          + (seen.length() - kept)
          + " characters of what the model has seen: no mask can be exact";
    }
    int difference = Arrays.mismatch(seenIds, ids);
    return difference >= 0 && difference < seenIds.length
        ? "The text is the same, but its tokens differ from index "
            + difference
            + " on: no mask can be exact"
        : null;
  }

  private void charge(String text) {
    characters += text.length();
    if (turns.size() == MAX_TURNS || characters > MAX_CHARACTERS) {
      throw new PromptException(
          PromptException.Kind.TEMPLATE,
          "The conversation has more than %d turns, or more than %d characters are rendered for it"
              .formatted(MAX_TURNS, MAX_CHARACTERS),
          null);
    }
  }

  /** What the model would have said for the template to write this message, with its end. */
  private String answerText(Prompt prompt, Conversation before, Message answer) {
    List<Message> followed = new ArrayList<>(before.messages());
    followed.add(answer);
    answer.toolCalls().forEach(call -> followed.add(Message.toolResult(call, "")));
    // some templates write an answer that others follow in another way than the last one
    String text = format.render(followed, counter.variables(), false);
    charge(text);
    int start = sameCharacters(prompt.text(), text);
    String endOfTurn = format.endOfTurn();
    boolean last = answer.toolCalls().isEmpty();
    int end = last ? text.lastIndexOf(endOfTurn) : text.indexOf(endOfTurn, start);
    return endOfTurn.isEmpty() || end < start
        ? text.substring(start)
        : text.substring(start, end + endOfTurn.length());
  }

  private static int sameCharacters(String a, String b) {
    int same = 0;
    int most = Math.min(a.length(), b.length());
    while (same < most && a.charAt(same) == b.charAt(same)) {
      same++;
    }
    return same;
  }
}

package dev.rolloutserver.prompt;

import dev.rolloutserver.conversation.Message;
import java.util.List;

/** What the model is asked to go on with: the rendered text and its length in tokens. */
public final class Prompt {
  private final String text;
  private final int length;
  private final PromptCounter counter;
  private final List<Message> messages;

  Prompt(String text, int length, PromptCounter counter, List<Message> messages) {
    this.text = text;
    this.length = length;
    this.counter = counter;
    this.messages = messages;
  }

  /** The rendered text. */
  public String text() {
    return text;
  }

  /** How many tokens it has. */
  public int length() {
    return length;
  }

  /** Its tokens; they are not kept, so that asking encodes again. */
  public int[] ids() {
    return counter.format().encode(text);
  }

  PromptCounter counter() {
    return counter;
  }

  /** The conversation that was rendered. */
  List<Message> messages() {
    return messages;
  }

  @Override
  public String toString() {
    // conversations are not for logs
    return "prompt of " + length + " tokens";
  }
}

package dev.rolloutserver.prompt;

import dev.rolloutserver.conversation.Conversation;
import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.tokenizer.TokenizerException;
import java.util.List;
import java.util.Map;

/** Makes the prompts of one rollout, one after the other. For one thread at a time. */
public final class PromptCounter {
  private final PromptFormat format;
  private final List<? extends Map<String, ?>> tools;
  private final PromptVariables variables;
  private final TextCounter texts;

  PromptCounter(
      PromptFormat format, List<? extends Map<String, ?>> tools, PromptVariables variables) {
    this.format = format;
    this.tools = List.copyOf(tools);
    this.variables = variables;
    this.texts = format.texts();
  }

  /**
   * The prompt for the next answer of the model.
   *
   * @throws PromptException if the template refuses the conversation, or this thread is interrupted
   */
  public Prompt next(Conversation conversation) {
    List<Message> messages = List.copyOf(conversation.messages());
    String text = format.render(messages, variables);
    return new Prompt(text, count(text), this, messages);
  }

  private int count(String text) {
    try {
      return texts.count(text);
    } catch (TokenizerException e) {
      throw PromptFormat.notEncoded(e);
    }
  }

  PromptFormat format() {
    return format;
  }

  /** What the model may call, rendered or not. */
  List<? extends Map<String, ?>> tools() {
    return tools;
  }

  PromptVariables variables() {
    return variables;
  }
}

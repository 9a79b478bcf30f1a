package dev.rolloutserver.conversation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The messages of one rollout, in order; it only grows at the end. For one thread at a time. */
public final class Conversation {
  private final List<Message> messages;

  /** A conversation that begins with these messages. */
  public Conversation(List<Message> messages) {
    this.messages = new ArrayList<>(messages);
  }

  /** Adds a message at the end. */
  public void add(Message message) {
    messages.add(message);
  }

  /** All messages so far: a view that grows with the conversation. */
  public List<Message> messages() {
    return Collections.unmodifiableList(messages);
  }
}

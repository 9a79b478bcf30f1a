package dev.rolloutserver.protocol;

import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes an object member by member, messages as the bytes that they have already. */
final class JsonMembers {
  private final List<byte[]> pieces = new ArrayList<>();
  private final StringBuilder text = new StringBuilder("{");
  private boolean first = true;

  private JsonMembers() {}

  static JsonMembers begin() {
    return new JsonMembers();
  }

  JsonMembers add(String name, @Nullable Object value) {
    name(name);
    text.append(Json.text(value));
    return this;
  }

  JsonMembers addMessages(String name, List<Message> messages) {
    name(name);
    text.append('[');
    String separator = "";
    for (Message message : messages) {
      text.append(separator);
      endPiece();
      pieces.add(message.json());
      separator = ",";
    }
    text.append(']');
    return this;
  }

  /** An array of so many zeros, or null for none. */
  JsonMembers addZeros(String name, int count) {
    name(name);
    if (count == 0) {
      text.append("null");
    } else {
      text.append('[').repeat("0,", count - 1).append("0]");
    }
    return this;
  }

  /** The object in pieces, some of which are the bytes that the messages keep. */
  List<byte[]> pieces() {
    text.append('}');
    endPiece();
    return pieces;
  }

  /** The object as one piece. */
  byte[] end() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    pieces().forEach(all::writeBytes);
    return all.toByteArray();
  }

  /** Names are those of the protocol, in which nothing is to be escaped. */
  private void name(String name) {
    text.append(first ? "\"" : ",\"").append(name).append("\":");
    first = false;
  }

  private void endPiece() {
    if (!text.isEmpty()) {
      pieces.add(text.toString().getBytes(StandardCharsets.UTF_8));
      text.setLength(0);
    }
  }
}

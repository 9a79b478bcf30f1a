package dev.rolloutserver.protocol;

import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes an object member by member, messages as the bytes that they have already. */
final class JsonMembers {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private JsonMembers() {
    out.write('{');
  }

  static JsonMembers begin() {
    return new JsonMembers();
  }

  JsonMembers add(String name, @Nullable Object value) {
    name(name);
    out.writeBytes(Json.write(value));
    return this;
  }

  JsonMembers addMessages(String name, List<Message> messages) {
    name(name);
    out.write('[');
    String separator = "";
    for (Message message : messages) {
      out.writeBytes(separator.getBytes(StandardCharsets.UTF_8));
      out.writeBytes(message.json());
      separator = ",";
    }
    out.write(']');
    return this;
  }

  /** An array of so many zeros, or null for none. */
  JsonMembers addZeros(String name, int count) {
    name(name);
    String zeros = count == 0 ? "null" : "[" + "0,".repeat(count - 1) + "0]";
    out.writeBytes(zeros.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  byte[] end() {
    out.write('}');
    return out.toByteArray();
  }

  private void name(String name) {
    if (out.size() > 1) {
      out.write(',');
    }
    out.writeBytes(Json.write(name));
    out.write(':');
  }
}

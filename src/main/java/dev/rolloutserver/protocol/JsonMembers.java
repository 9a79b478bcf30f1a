package dev.rolloutserver.protocol;

import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes an object member by member, messages as the bytes that they have already. */
final class JsonMembers {
  private final List<byte[]> pieces = new ArrayList<>();
  private final ByteArrayOutputStream text = new ByteArrayOutputStream(512);
  private boolean first = true;

  private JsonMembers() {
    text.write('{');
  }

  static JsonMembers begin() {
    return new JsonMembers();
  }

  JsonMembers add(String name, @Nullable Object value) {
    name(name);
    text.writeBytes(Json.write(value));
    return this;
  }

  JsonMembers addMessages(String name, List<Message> messages) {
    name(name);
    text.write('[');
    for (int i = 0; i < messages.size(); i++) {
      if (i > 0) {
        text.write(',');
      }
      endPiece();
      pieces.add(messages.get(i).json());
    }
    text.write(']');
    return this;
  }

  /** An array of so many zeros, or null for none. */
  JsonMembers addZeros(String name, int count) {
    name(name);
    if (count == 0) {
      ascii("null");
      return this;
    }
    byte[] zeros = new byte[2 * count];
    for (int i = 0; i < zeros.length; i += 2) {
      zeros[i] = ',';
      zeros[i + 1] = '0';
    }
    zeros[0] = '[';
    text.writeBytes(zeros);
    text.write(']');
    return this;
  }

  /** The object in pieces, some of which are the bytes that the messages keep. */
  List<byte[]> pieces() {
    text.write('}');
    endPiece();
    return pieces;
  }

  /** The object as one piece. */
  byte[] end() {
    int length = 0;
    for (byte[] piece : pieces()) {
      length = Math.addExact(length, piece.length);
    }
    ByteBuffer all = ByteBuffer.allocate(length);
    for (byte[] piece : pieces) {
      all.put(piece);
    }
    return all.array();
  }

  /** Names are those of the protocol, in which nothing is to be escaped. */
  private void name(String name) {
    ascii((first ? "\"" : ",\"") + name + "\":");
    first = false;
  }

  private void ascii(String part) {
    text.writeBytes(part.getBytes(StandardCharsets.US_ASCII));
  }

  private void endPiece() {
    if (text.size() > 0) {
      pieces.add(text.toByteArray());
      text.reset();
    }
  }
}

package dev.rolloutserver.tools;

import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpSchema.AudioContent;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Content;
import io.modelcontextprotocol.spec.McpSchema.EmbeddedResource;
import io.modelcontextprotocol.spec.McpSchema.ImageContent;
import io.modelcontextprotocol.spec.McpSchema.ResourceLink;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a tool of an MCP server answered, as the model is told it: the texts, one below the other;
 * of anything else a note in brackets, such as {@code [image: image/png]}; where there is no text,
 * the structured content as JSON. What is longer than the limit is cut, and says so.
 */
final class McpAnswer {
  private McpAnswer() {}

  static String text(CallToolResult result, int maxCharacters) {
    List<String> parts = new ArrayList<>();
    boolean hasText = false;
    for (Content content : result.content() == null ? List.<Content>of() : result.content()) {
      String text = textOf(content);
      hasText |= text != null;
      parts.add(text == null ? note(content) : text);
    }
    if (!hasText && result.structuredContent() != null) {
      parts.add(json(result.structuredContent()));
    }
    return cut(valid(String.join("\n", parts)), maxCharacters);
  }

  private static @Nullable String textOf(Content content) {
    return switch (content) {
      case TextContent text -> text.text();
      case EmbeddedResource embedded
          when embedded.resource() instanceof TextResourceContents text ->
          text.text();
      case Content _ -> null;
    };
  }

  private static String note(Content content) {
    String about =
        switch (content) {
          case ImageContent image -> image.mimeType();
          case AudioContent audio -> audio.mimeType();
          case EmbeddedResource embedded -> embedded.resource().uri();
          case ResourceLink link -> link.uri();
          case Content _ -> "unknown";
        };
    return "[" + content.type() + ": " + about + "]";
  }

  private static String json(Object value) {
    try {
      return McpJsonDefaults.getMapper().writeValueAsString(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Half of a surrogate pair, which no message can carry, becomes a question mark. */
  private static String valid(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  private static String cut(String text, int maxCharacters) {
    if (text.length() <= maxCharacters) {
      return text;
    }
    boolean insidePair = Character.isHighSurrogate(text.charAt(maxCharacters - 1));
    int end = insidePair ? maxCharacters - 1 : maxCharacters;
    return text.substring(0, end) + "\n[cut: " + end + " of " + text.length() + " characters]";
  }
}

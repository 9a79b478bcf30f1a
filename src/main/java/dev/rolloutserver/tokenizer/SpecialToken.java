package dev.rolloutserver.tokenizer;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A token with a part to play, such as the end of a text.
 *
 * @param content its text
 * @param stated its properties, where they are stated somewhere
 */
record SpecialToken(String content, @Nullable AddedToken stated) {
  /**
   * Reads a token: a text or an object.
   *
   * @throws TokenizerException if it is neither
   */
  static SpecialToken of(String attribute, @Nullable Object value) {
    return switch (value) {
      case String text -> new SpecialToken(text, null);
      case Map<?, ?> members when members.get("content") instanceof String -> {
        AddedToken token = AddedToken.of(members);
        yield new SpecialToken(token.content(), token);
      }
      case null, default ->
          throw new TokenizerException(
              "'" + attribute + "' of the tokenizer's configuration is neither a text nor a token");
    };
  }

  /** The token, with properties even where they are not stated. */
  SpecialToken withProperties() {
    return stated == null ? new SpecialToken(content, AddedToken.special(content)) : this;
  }
}

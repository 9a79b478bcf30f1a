package dev.rolloutserver.tokenizer;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A text that is found before anything else is split: {@code tokenizers.AddedToken}.
 *
 * @param content the text
 * @param singleWord whether it is found only where no word goes on
 * @param lstrip whether it takes the whitespace before it
 * @param rstrip whether it takes the whitespace after it
 * @param statedNormalized whether it is found in normalized text; null: where it is not special
 * @param special whether it is left out when a text for people is wanted
 */
record AddedToken(
    String content,
    boolean singleWord,
    boolean lstrip,
    boolean rstrip,
    @Nullable Boolean statedNormalized,
    boolean special) {
  /** What Python's library makes of a plain text that is a special token. */
  static AddedToken special(String content) {
    return new AddedToken(content, false, false, false, null, true);
  }

  /**
   * Reads a token, of which only the text is required.
   *
   * @throws TokenizerException if it is not an object with a text
   */
  static AddedToken of(@Nullable Object value) {
    if (value instanceof Map<?, ?> members && members.get("content") instanceof String content) {
      return new AddedToken(
          content,
          Boolean.TRUE.equals(members.get("single_word")),
          Boolean.TRUE.equals(members.get("lstrip")),
          Boolean.TRUE.equals(members.get("rstrip")),
          members.get("normalized") instanceof Boolean normalized ? normalized : null,
          Boolean.TRUE.equals(members.get("special")));
    }
    throw new TokenizerException("An added token of the tokenizer has no text 'content'");
  }

  boolean normalized() {
    return statedNormalized == null ? !special : statedNormalized;
  }

  AddedToken withSpecial(boolean special) {
    return new AddedToken(content, singleWord, lstrip, rstrip, statedNormalized, special);
  }

  /** The token with nothing left to a default: what two tokens are compared by. */
  AddedToken resolved() {
    return new AddedToken(content, singleWord, lstrip, rstrip, normalized(), special);
  }

  /** The members as tokenizer.json has them. */
  Map<String, @Nullable Object> members(long id) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("id", id);
    members.put("content", content);
    members.put("single_word", singleWord);
    members.put("lstrip", lstrip);
    members.put("rstrip", rstrip);
    members.put("normalized", normalized());
    members.put("special", special);
    return members;
  }
}

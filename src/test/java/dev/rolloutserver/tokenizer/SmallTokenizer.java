package dev.rolloutserver.tokenizer;

import dev.rolloutserver.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A recorded tokenizer.json of a few tokens, changed for a test. */
public final class SmallTokenizer {
  private final Map<String, @Nullable Object> document;
  private final List<@Nullable Object> tokens = new ArrayList<>();

  private SmallTokenizer(Map<String, @Nullable Object> document) {
    this.document = document;
    tokens.addAll((List<?>) Objects.requireNonNull(document.get("added_tokens")));
    document.put("added_tokens", tokens);
  }

  /** One of {@code recorded-tokenizers.jsonl.gz}. */
  static SmallTokenizer of(String name) {
    return Recorded.lines("recorded-tokenizers.jsonl.gz").stream()
        .filter(line -> name.equals(line.get("name")))
        .findFirst()
        .map(line -> new SmallTokenizer(Recorded.object(line.get("tokenizer"))))
        .orElseThrow();
  }

  /** A byte-level tokenizer without added tokens. */
  public static SmallTokenizer byteLevel() {
    return of("byte level");
  }

  /** Sets a member of the document. */
  SmallTokenizer with(String name, @Nullable Object value) {
    document.put(name, value);
    return this;
  }

  /** Adds tokens that are found in the text itself. */
  public SmallTokenizer tokens(String... contents) {
    for (String content : contents) {
      token(content, false);
    }
    return this;
  }

  /** Adds tokens that are found in normalized text. */
  public SmallTokenizer normalizedTokens(String... contents) {
    for (String content : contents) {
      token(content, true);
    }
    return this;
  }

  /** Adds a token with flags set, out of lstrip, rstrip and single_word. */
  SmallTokenizer token(String content, boolean normalized, String... flags) {
    AddedToken token = new AddedToken(content, false, false, false, normalized, false);
    Map<String, @Nullable Object> members = token.members(0);
    for (String flag : flags) {
      members.put(flag, true);
    }
    tokens.add(members);
    return this;
  }

  Map<String, @Nullable Object> document() {
    return document;
  }

  /** Loads it; the caller closes it. */
  public Tokenizer load() {
    return Tokenizer.load(Json.write(document), Map.of());
  }
}

package dev.rolloutserver.tokenizer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The added tokens of a tokenizer.json and those that {@code transformers} adds to them: of {@code
 * added_tokens_decoder}, and special tokens that are not known yet.
 */
final class AddedTokens {
  /** What the file has, as it ends up when a text occurs twice. */
  private final Set<AddedToken> own;

  /** What is said about tokens, in the order of their ids. */
  private final Collection<AddedToken> stated;

  private final SpecialTokens specialTokens;

  /**
   * Reads both files.
   *
   * @throws TokenizerException if a token is not one
   */
  AddedTokens(Map<String, ?> tokenizer, Map<String, ? extends @Nullable Object> config) {
    Map<Long, AddedToken> byId = new TreeMap<>();
    Map<String, AddedToken> byContent = new HashMap<>();
    if (tokenizer.get("added_tokens") instanceof List<?> tokens) {
      for (Object token : tokens) {
        AddedToken read = AddedToken.of(token);
        byId.put(id(token instanceof Map<?, ?> members ? members.get("id") : null), read);
        byContent.put(read.content(), read.resolved());
      }
    }
    this.own = Set.copyOf(byContent.values());
    this.stated =
        config.containsKey("added_tokens_decoder")
            ? configured(config.get("added_tokens_decoder"))
            : byId.values();
    Object padToken =
        tokenizer.get("padding") instanceof Map<?, ?> padding ? padding.get("pad_token") : null;
    this.specialTokens =
        new SpecialTokens(
            config,
            padToken,
            stated.stream().collect(Collectors.toMap(AddedToken::content, t -> t, (a, b) -> b)));
  }

  SpecialTokens specialTokens() {
    return specialTokens;
  }

  /** What Python adds after it has loaded the file, in its order; empty if it changes nothing. */
  List<AddedToken> missing() {
    List<AddedToken> missing = new ArrayList<>();
    Set<AddedToken> found = new HashSet<>();
    Set<String> texts = own.stream().map(AddedToken::content).collect(Collectors.toSet());
    for (AddedToken token : stated) {
      if (!own.contains(token.resolved())) {
        missing.add(token);
        found.add(token.resolved());
        texts.add(token.content());
      }
    }
    Set<String> special = new HashSet<>();
    for (SpecialToken token : specialTokens.all()) {
      special.add(token.content());
      AddedToken properties = token.stated();
      // a plain text is known by its text, a token only by all its properties
      if (properties == null && !texts.contains(token.content())) {
        missing.add(AddedToken.special(token.content()));
      } else if (properties != null && !found.contains(properties.resolved())) {
        missing.add(properties);
      }
    }
    List<AddedToken> added =
        missing.stream()
            .map(token -> token.withSpecial(token.special() || special.contains(token.content())))
            .map(AddedToken::resolved)
            .toList();
    if (own.containsAll(added)) {
      return List.of();
    }
    // a token that was not special at first stays in the library's list of those, whatever becomes
    // of it; since the list is read at once, only a token that still is not special gets there
    Set<String> plain =
        own.stream()
            .filter(token -> !token.special())
            .map(AddedToken::content)
            .collect(Collectors.toSet());
    return added.stream()
        .map(token -> plain.contains(token.content()) ? token.withSpecial(false) : token)
        .toList();
  }

  private static Collection<AddedToken> configured(@Nullable Object decoder) {
    Map<Long, AddedToken> byId = new TreeMap<>();
    if (decoder instanceof Map<?, ?> tokens) {
      tokens.forEach((id, token) -> byId.put(id(id), AddedToken.of(token)));
    }
    return byId.values();
  }

  private static long id(@Nullable Object id) {
    try {
      return Long.parseLong(String.valueOf(id).strip());
    } catch (NumberFormatException e) {
      throw new TokenizerException("An added token of the tokenizer has the id '" + id + "'", e);
    }
  }
}

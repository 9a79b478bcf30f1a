package dev.rolloutserver.tokenizer;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The ids of a tokenizer, as the library gives them out. */
final class Vocabulary {
  private final int[] ids;

  private Vocabulary(int[] ids) {
    this.ids = ids;
  }

  /** The ids of the model and of the added tokens of a tokenizer.json. */
  static Vocabulary of(Map<String, @Nullable Object> tokenizer) {
    Map<String, Long> ofModel = new HashMap<>();
    Object vocabulary =
        tokenizer.get("model") instanceof Map<?, ?> model ? model.get("vocab") : null;
    if (vocabulary instanceof Map<?, ?> byText) {
      byText.forEach((text, id) -> {
        if (id instanceof Long number) {
          ofModel.put(String.valueOf(text), number);
        }
      });
    } else if (vocabulary instanceof List<?> pieces) {
      for (int id = 0; id < pieces.size(); id++) {
        if (pieces.get(id) instanceof List<?> piece && !piece.isEmpty()) {
          ofModel.put(String.valueOf(piece.getFirst()), (long) id);
        }
      }
    }
    Map<String, Long> added = new HashMap<>();
    if (tokenizer.get("added_tokens") instanceof List<?> tokens) {
      long next = -1;
      for (Object token : tokens) {
        if (token instanceof Map<?, ?> members
            && members.get("content") instanceof String content
            && !content.isEmpty()) {
          Long id = added.containsKey(content) ? added.get(content) : ofModel.get(content);
          if (id == null) {
            id = next >= ofModel.size() ? next + 1 : (long) ofModel.size();
          }
          added.put(content, id);
          next = Math.max(next, id);
        }
      }
    }
    Set<Long> all = new HashSet<>(ofModel.values());
    all.addAll(added.values());
    return new Vocabulary(
        all.stream()
            .filter(id -> id >= 0 && id <= Integer.MAX_VALUE)
            .mapToInt(Long::intValue)
            .sorted()
            .toArray());
  }

  boolean contains(int id) {
    return Arrays.binarySearch(ids, id) >= 0;
  }

  int size() {
    return ids.length;
  }
}

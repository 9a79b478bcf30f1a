package dev.rolloutserver.tokenizer.bpe;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The texts of added tokens, which are no words: whether one of them occurs. */
final class AddedTexts {
  /** By the first two characters: many tokens begin with {@code <}, as much else does. */
  private final Map<Integer, List<String>> byStart;

  private final CodePoints firsts;

  /** Takes the texts as they are and as normalized: a token may be found in either. */
  AddedTexts(Collection<String> texts, boolean normalized) {
    Set<String> all = new LinkedHashSet<>(texts);
    if (normalized) {
      texts.forEach(text -> all.add(Normalizer.normalize(text, Form.NFC)));
    }
    all.removeIf(String::isEmpty);
    this.byStart = all.stream().collect(Collectors.groupingBy(text -> start(text, 0)));
    this.firsts =
        all.stream()
            .map(text -> CodePoints.of(text.codePointAt(0)))
            .reduce(CodePoints.none(), CodePoints::union);
  }

  /** What a text begins with. */
  CodePoints firsts() {
    return firsts;
  }

  /** Whether one of the texts is at this place. */
  boolean isAt(String text, int at) {
    return isAt(text, at, start(text, at)) || isAt(text, at, text.charAt(at));
  }

  private boolean isAt(String text, int at, int start) {
    for (String added : byStart.getOrDefault(start, List.of())) {
      if (text.startsWith(added, at)) {
        return true;
      }
    }
    return false;
  }

  /** Two characters, or one where the text ends. */
  private static int start(String text, int at) {
    int second = at + 1 < text.length() ? text.charAt(at + 1) : 0;
    return text.charAt(at) | second << Character.SIZE;
  }
}

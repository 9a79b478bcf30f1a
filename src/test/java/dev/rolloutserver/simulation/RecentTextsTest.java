package dev.rolloutserver.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentTextsTest {
  private final RecentTexts recent = new RecentTexts(2, 3);
  private final List<String> tokenized = new ArrayList<>();

  @Test
  void text_thatCameBefore_isNotTokenizedAgain() {
    ask("a", "b", "a", "b");

    assertThat(tokenized).containsExactly("a", "b");
  }

  @Test
  void texts_moreThanAreKept_dropTheOneNotAskedForLongest() {
    ask("a", "b", "a", "c", "a", "b");

    assertThat(tokenized).containsExactly("a", "b", "c", "b");
  }

  @Test
  void text_asLongAsTheBound_isKept() {
    ask("123", "123", "1234", "1234");

    assertThat(tokenized).containsExactly("123", "1234", "1234");
  }

  private void ask(String... texts) {
    for (String text : texts) {
      int[] ids = recent.ids(text, this::length);
      assertThat(ids).containsExactly(text.length());
    }
  }

  private int[] length(String text) {
    tokenized.add(text);
    return new int[] {text.length()};
  }
}

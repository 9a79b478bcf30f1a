package dev.rolloutserver.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContentSetTest {
  @Test
  void next_randomContents_isTheLeftmostAndOfTheseTheLongest() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      List<String> contents = new ArrayList<>();
      for (int n = random.nextInt(5); n > 0; n--) {
        contents.add(text(random, 1 + random.nextInt(4)));
      }
      String text = text(random, random.nextInt(12));
      int from = random.nextInt(text.length() + 1);
      int to = from + random.nextInt(text.length() - from + 1);
      ContentSet set = new ContentSet(contents);
      int start = set.next(text, from, to);

      assertThat(start).as("%s in %s", contents, text).isEqualTo(start(contents, text, from, to));
      if (start < to) {
        assertThat(set.end(text, start, to)).isEqualTo(end(contents, text, start, to));
      }
    }
  }

  @Test
  void next_contentThatGoesOnBehindTheBounds_isNotFound() {
    ContentSet set = new ContentSet(List.of("<a", "<a>"));

    assertThat(set.end("x<a>", 1, 4)).isEqualTo(4);
    assertThat(set.end("x<a>", 1, 3)).isEqualTo(3);
    assertThat(set.next("x<a>", 0, 2)).isEqualTo(2);
    assertThat(set.next("x<a>", 2, 4)).isEqualTo(4);
  }

  @Test
  void next_surrogatePairs_areFoundWhole() {
    ContentSet set = new ContentSet(List.of("\ud83d\ude00", "\ud83d\ude00\ud83d\ude01"));
    String text = "\ud83d\ude01\ud83d\ude00\ud83d\ude02\ud83d\ude00\ud83d\ude01";

    assertThat(set.next(text, 0, text.length())).isEqualTo(2);
    assertThat(set.end(text, 2, text.length())).isEqualTo(4);
    assertThat(set.next(text, 4, text.length())).isEqualTo(6);
    assertThat(set.end(text, 6, text.length())).isEqualTo(10);
  }

  @Test
  void next_noContents_findsNothing() {
    ContentSet none = new ContentSet(List.of());

    assertThat(none.isEmpty()).isTrue();
    assertThat(none.longest()).isZero();
    assertThat(none.next("abc", 1, 3)).isEqualTo(3);
  }

  private static String text(Random random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append("<ab\u00e9".charAt(random.nextInt(4)));
    }
    return text.toString();
  }

  private static int start(List<String> contents, String text, int from, int to) {
    int start = from;
    while (start < to && end(contents, text, start, to) < 0) {
      start++;
    }
    return start;
  }

  private static int end(List<String> contents, String text, int start, int to) {
    return contents.stream()
        .filter(content -> text.substring(start, to).startsWith(content))
        .mapToInt(content -> start + content.length())
        .max()
        .orElse(-1);
  }
}

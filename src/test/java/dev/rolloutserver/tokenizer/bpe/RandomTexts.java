package dev.rolloutserver.tokenizer.bpe;

import java.util.List;
import java.util.Random;

/** Texts in which everything that a pattern may tell apart meets everything else. */
final class RandomTexts {
  /** Code points from here to there, both included; the more often named the more frequent. */
  private static final List<int[]> RANGES =
      List.of(
          new int[] {' ', '~'},
          new int[] {' ', '~'},
          new int[] {'a', 'c'},
          new int[] {'a', 'z'},
          new int[] {'A', 'Z'},
          new int[] {'0', '9'},
          new int[] {'\t', '\r'},
          new int[] {' ', ' '},
          new int[] {'\n', '\n'},
          new int[] {'\'', '\''},
          new int[] {0, 0xff},
          new int[] {0xa0, 0x24f},
          new int[] {0x2b0, 0x36f},
          new int[] {0x300, 0x345},
          new int[] {0x400, 0x45f},
          new int[] {0x5d0, 0x6ff},
          new int[] {0x900, 0xdff},
          new int[] {0x1100, 0x11ff},
          new int[] {0x2000, 0x206f},
          new int[] {0x2070, 0x2bff},
          new int[] {0x3000, 0x30ff},
          new int[] {0x4e00, 0x4fff},
          new int[] {0xac00, 0xac40},
          new int[] {0xf900, 0xfa20},
          new int[] {0xfe00, 0xffef},
          new int[] {0x1d400, 0x1d7ff},
          new int[] {0x1f300, 0x1f6ff},
          new int[] {0x20000, 0x20040});

  private static final List<String> WORDS =
      List.of(
          "'s", "'T", "'Re", "'ll", "'\u017f", " the", "hello", "abcabc", "    ", "\r\n", "\n\n",
          "zq", "qqq", " zq", "123", "\u2160", "\u0661", "e\u0301", "\u212b", "\u200d", "<|en",
          "//", "\u3000", "\u00a0", "\u0085");

  private RandomTexts() {}

  static String next(Random random) {
    StringBuilder text = new StringBuilder();
    for (int parts = 1 + random.nextInt(12); parts > 0; parts--) {
      if (random.nextInt(3) == 0) {
        text.append(WORDS.get(random.nextInt(WORDS.size())));
      } else {
        int[] range = RANGES.get(random.nextInt(RANGES.size()));
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
          int codePoint = range[0] + random.nextInt(range[1] - range[0] + 1);
          text.appendCodePoint(Character.isDefined(codePoint) ? codePoint : '?');
        }
      }
    }
    return text.toString();
  }

  static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    text.chars()
        .forEach(
            c -> shown.append(c >= ' ' && c <= '~' ? "" + (char) c : String.format("\\u%04x", c)));
    return shown.toString();
  }
}

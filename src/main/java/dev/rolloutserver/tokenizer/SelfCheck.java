package dev.rolloutserver.tokenizer;

import dev.rolloutserver.tokenizer.bpe.ByteLevelBpe;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Whether our own encoder has the ids of the native library for every text of a fixed corpus. */
final class SelfCheck {
  /** Of the texts; fewer prove little, as where the letters are added tokens. */
  private static final double MIN_COMPARED = 0.5;

  private SelfCheck() {}

  /** Compares ids and counts, the latter also as they are remembered. */
  static boolean agrees(ByteLevelBpe encoder, Function<String, int[]> library) {
    List<String> texts = CheckedTexts.all();
    int compared = 0;
    for (String text : texts) {
      int[] ids = encoder.encode(text);
      if (ids != null) {
        int[] expected;
        try {
          expected = library.apply(text);
        } catch (TokenizerException e) {
          return false;
        }
        if (!Arrays.equals(ids, expected)
            || encoder.count(text) != expected.length
            || encoder.count(text) != expected.length) {
          return false;
        }
        compared++;
      }
    }
    return compared >= MIN_COMPARED * texts.size();
  }
}

package dev.rolloutserver.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
  @Test
  void text_ofLettersAndSigns_staysAsItIs() {
    assertThat(Printable.text("job-7 \"é\" 你好 \uD83D\uDE00"))
        .isEqualTo("job-7 \"é\" 你好 \uD83D\uDE00");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0x0, 0x8, 0xA, 0xD, 0x1B, 0x7F, 0x85, 0x9B, 0x200B, 0x2028, 0x2029, 0x202E, 0xD800, 0xFEFF
      })
  void text_characterThatMovesOrEndsALine_isAnEscape(int character) {
    assertThat(Printable.text("a" + Character.toString(character) + "b"))
        .isEqualTo("a\\u%04xb".formatted(character));
  }
}

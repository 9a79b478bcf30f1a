package dev.rolloutserver.simulation.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.simulation.load.Slot.Own;
import org.junit.jupiter.api.Test;

class MarkedTextTest {
  private static final MarkedText TEXT = MarkedText.of("a ", new Own(0), " b ", new Own(1));

  @Test
  void text_hasTheNumbersOfTheRollout() {
    assertThat(TEXT.text(3))
        .isEqualTo("a " + new Own(0).value(3) + " b " + new Own(1).value(3))
        .isNotEqualTo(TEXT.text(4));
  }

  @Test
  void matches_thatTextAlone() {
    String text = TEXT.text(3);

    assertThat(TEXT.matches(text, 3)).isTrue();
    assertThat(TEXT.matches(text, 4)).isFalse();
    assertThat(TEXT.matches(text + " ", 3)).isFalse();
    assertThat(TEXT.matches(text.substring(0, text.length() - 1), 3)).isFalse();
    assertThat(TEXT.matches("", 3)).isFalse();
  }
}

package dev.rolloutserver.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseMaskTest {
  private final ResponseMask mask = new ResponseMask();

  @Test
  void next_firstCall_sendsNoMask() {
    assertThat(mask.next(100)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"100, 5, 106, 1", "100, 5, 130, 25", "0, 0, 1, 1", "0, 0, 2147483647, 2147483647"})
  void next_newTokens_areAsManyZeros(int prompt, int answer, int next, int zeros) {
    mask.next(prompt);
    mask.answered(answer);

    assertThat(mask.next(next)).hasValue(zeros);
  }

  @Test
  void next_nothingNew_sendsNoMask() {
    mask.next(100);
    mask.answered(5);

    assertThat(mask.next(105)).isEmpty();
  }

  @Test
  void next_fewerTokensThanBefore_isRefusedWithTheThreeNumbers() {
    mask.next(100);
    mask.answered(5);

    assertThatExceptionOfType(MaskException.class)
        .isThrownBy(() -> mask.next(104))
        .withMessage(
            "The prompt has 104 tokens, fewer than the previous prompt of 100 tokens and its answer"
                + " of 5 together");
  }

  @Test
  void next_sumBeyondAnInt_isRefusedToo() {
    mask.next(Integer.MAX_VALUE);
    mask.answered(Integer.MAX_VALUE);

    assertThatExceptionOfType(MaskException.class).isThrownBy(() -> mask.next(Integer.MAX_VALUE));
  }

  @Test
  void next_manyTurns_eachCountsFromTheOneBefore() {
    mask.next(10);
    mask.answered(3);
    assertThat(mask.next(20)).hasValue(7);
    mask.answered(0);
    assertThat(mask.next(21)).hasValue(1);
    mask.answered(4);
    assertThat(mask.next(25)).isEmpty();
  }

  @Test
  void calls_outOfOrder_areRefused() {
    assertThatIllegalStateException().isThrownBy(() -> mask.answered(1));
    mask.next(1);
    assertThatIllegalStateException().isThrownBy(() -> mask.next(2));
    mask.answered(1);
    assertThatIllegalStateException().isThrownBy(() -> mask.answered(1));
    assertThatIllegalArgumentException().isThrownBy(() -> mask.next(-1));
  }
}

package dev.rolloutserver.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.json.IdRun;
import dev.rolloutserver.json.IdText;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ContextIdsTest {
  private final ContextIds context = new ContextIds();

  @Test
  void become_extendedByEachTurn_isPromptAndAnswer() {
    int[] prompt = {1, 2, 3};
    for (int turn = 0; turn < 200; turn++) {
      int[] answer = IntStream.range(0, turn).toArray();

      context.become(beside(prompt), IdText.of(answer));

      int[] expected = IntStream.concat(IntStream.of(prompt), IntStream.of(answer)).toArray();
      assertThat(context.toArray()).isEqualTo(expected);
      assertThat(context.length()).isEqualTo(expected.length);
      prompt = IntStream.concat(IntStream.of(expected), IntStream.of(turn)).toArray();
      assertThat(context.firstDifference(beside(prompt))).isEqualTo(expected.length);
    }
  }

  @Test
  void become_shorterOrDifferent_keepsNothingElse() {
    context.become(beside(1, 2, 3, 4, 5), IdText.of(6, 7));

    context.become(beside(1, 2, 9), IdText.of(8));
    assertThat(context.toArray()).containsExactly(1, 2, 9, 8);

    assertThat(context.firstDifference(beside(1, 2))).isEqualTo(2);
    context.become(beside(1), new IdText());
    assertThat(context.toArray()).containsExactly(1);

    assertThat(context.firstDifference(beside())).isZero();
    context.become(beside(), new IdText());
    assertThat(context.toArray()).isEmpty();
  }

  @Test
  void firstDifference_behindTheContext_isItsLength() {
    assertThat(context.firstDifference(beside(0, 0))).isZero();

    context.become(beside(1, 2), IdText.of(0));

    // the spare room behind the context is no part of it
    assertThat(context.firstDifference(beside(1, 2, 0, 0))).isEqualTo(3);
    assertThat(context.firstDifference(beside(1, 3))).isEqualTo(1);
  }

  @Test
  void firstDifference_sameIdsWrittenOtherwise_isWhereTheIdsDiffer() {
    context.become(new IdRun(0, IdText.of(1, 2, 3)), IdText.of(4));

    assertThat(context.firstDifference(new IdRun(0, IdText.of(1, 2, 3, 4, 5)))).isEqualTo(4);
    assertThat(context.firstDifference(new IdRun(2, IdText.of(3, 5)))).isEqualTo(3);
    assertThat(context.firstDifference(new IdRun(3, IdText.of(4)))).isEqualTo(4);
  }

  private IdRun beside(int... prompt) {
    return beside(context.known(), prompt);
  }

  /** As a prompt of these ids is read beside what is known. */
  static IdRun beside(IdText known, int... prompt) {
    int mismatch = Arrays.mismatch(known.toArray(), prompt);
    int agreeing = mismatch < 0 ? prompt.length : mismatch;
    return new IdRun(agreeing, IdText.of(Arrays.copyOfRange(prompt, agreeing, prompt.length)));
  }
}

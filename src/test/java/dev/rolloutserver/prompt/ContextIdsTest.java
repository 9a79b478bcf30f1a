package dev.rolloutserver.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ContextIdsTest {
  private final ContextIds context = new ContextIds();

  @Test
  void become_extendedByEachTurn_isPromptAndAnswer() {
    int[] prompt = {1, 2, 3};
    for (int turn = 0; turn < 200; turn++) {
      int[] answer = IntStream.range(0, turn).toArray();

      context.become(prompt, context.firstDifference(prompt), answer);

      int[] expected = IntStream.concat(IntStream.of(prompt), IntStream.of(answer)).toArray();
      assertThat(context.toArray()).isEqualTo(expected);
      assertThat(context.length()).isEqualTo(expected.length);
      prompt = IntStream.concat(IntStream.of(expected), IntStream.of(turn)).toArray();
      assertThat(context.firstDifference(prompt)).isEqualTo(expected.length);
    }
  }

  @Test
  void become_shorterOrDifferent_keepsNothingElse() {
    context.become(new int[] {1, 2, 3, 4, 5}, 0, new int[] {6, 7});

    context.become(new int[] {1, 2, 9}, 2, new int[] {8});
    assertThat(context.toArray()).containsExactly(1, 2, 9, 8);

    assertThat(context.firstDifference(new int[] {1, 2})).isEqualTo(2);
    context.become(new int[] {1}, 1, new int[0]);
    assertThat(context.toArray()).containsExactly(1);

    assertThat(context.firstDifference(new int[0])).isZero();
    context.become(new int[0], 0, new int[0]);
    assertThat(context.toArray()).isEmpty();
  }

  @Test
  void firstDifference_behindTheContext_isItsLength() {
    assertThat(context.firstDifference(new int[] {0, 0})).isZero();

    context.become(new int[] {1, 2}, 0, new int[] {0});

    // the spare room behind the context is no part of it
    assertThat(context.firstDifference(new int[] {1, 2, 0, 0})).isEqualTo(3);
    assertThat(context.firstDifference(new int[] {1, 3})).isEqualTo(1);
  }
}

package dev.rolloutserver.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PieceCountsTest {
  private final Object owner = new Object();

  @Test
  void find_pieceThatIsKept_isFoundByItsText() {
    PieceCounts counts = new PieceCounts(1000);
    counts.keep(owner, "a", 7);

    assertThat(counts.find(owner, String.valueOf(new char[] {'a'}))).isEqualTo(7);
    assertThat(counts.find(owner, "b")).isNull();
  }

  @Test
  void find_textsWithTheSameHash_areNotMistaken() {
    PieceCounts counts = new PieceCounts(1000);
    counts.keep(owner, "Aa", 1);

    assertThat("BB").hasSameHashCodeAs("Aa");
    assertThat(counts.find(owner, "BB")).isNull();
  }

  @Test
  void find_pieceOfAnotherTokenizer_isNotKnown() {
    PieceCounts counts = new PieceCounts(1000);
    counts.keep(owner, "a", 7);

    assertThat(counts.find(new Object(), "a")).isNull();
  }

  @Test
  void forget_tokenizer_onlyItsPiecesAreGone() {
    PieceCounts counts = new PieceCounts(1000);
    Object other = new Object();
    counts.keep(owner, "a", 7);
    counts.keep(other, "a", 8);
    counts.forget(owner);

    assertThat(counts.find(owner, "a")).isNull();
    assertThat(counts.find(other, "a")).isEqualTo(8);
  }

  @Test
  void keep_moreThanThereIsRoomFor_staysWithinTheBound() {
    // 100 characters of two bytes and 200 bytes beside them
    PieceCounts counts = new PieceCounts(4000);
    IntStream.range(0, 1000).forEach(i -> counts.keep(owner, "%0100d".formatted(i), i));

    assertThat(IntStream.range(0, 1000))
        .filteredOn(i -> counts.find(owner, "%0100d".formatted(i)) != null)
        .hasSizeBetween(1, 10);
  }

  @Test
  void keep_pieceLargerThanTheBound_isNotKept() {
    PieceCounts counts = new PieceCounts(400);
    counts.keep(owner, "a".repeat(101), 1);
    counts.keep(owner, "a".repeat(100), 1);

    assertThat(counts.find(owner, "a".repeat(101))).isNull();
    assertThat(counts.find(owner, "a".repeat(100))).isEqualTo(1);
  }

  @Test
  void keep_noBytes_isOff() {
    PieceCounts counts = new PieceCounts(0);
    counts.keep(owner, "a", 7);
    counts.forget(owner);

    assertThat(counts.isOff()).isTrue();
    assertThat(counts.find(owner, "a")).isNull();
    assertThat(new PieceCounts(1).isOff()).isFalse();
  }
}

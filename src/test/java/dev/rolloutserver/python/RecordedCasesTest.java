package dev.rolloutserver.python;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecordedCasesTest {
  @Test
  void texts_recordedFromPython_areAnsweredAlike() {
    holds("text.tsv.gz", 10_000, Operations::text);
  }

  @Test
  void numbers_recordedFromPython_areAnsweredAlike() {
    holds("number.tsv.gz", 10_000, Operations::number);
  }

  @Test
  void formats_recordedFromPython_areAnsweredAlike() {
    holds("format.tsv.gz", 8_000, Operations::format);
  }

  @Test
  void times_recordedFromPython_areAnsweredAlike() {
    holds("strftime.tsv.gz", 3_500, Operations::time);
  }

  private static void holds(String resource, int atLeast, RecordedCases.Replay replay) {
    RecordedCases.Outcome outcome = RecordedCases.replay(resource, replay);

    assertThat(outcome.cases()).isGreaterThan(atLeast);
    assertThat(outcome.differences()).isEmpty();
  }
}

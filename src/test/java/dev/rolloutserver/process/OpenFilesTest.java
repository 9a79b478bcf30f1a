package dev.rolloutserver.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpenFilesTest {
  @Test
  void limit_isKnown() {
    assertThat(OpenFiles.limit().orElse(1)).isPositive();
  }
}

package dev.rolloutserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Which command lines are served without the library that reads the others. */
class ServingTest {
  @Test
  void nothing_orAFile_asksForServing() {
    assertThat(Serving.isAskedFor(new String[0])).isTrue();
    assertThat(Serving.isAskedFor(new String[] {"--config", "a.yaml"})).isTrue();
    assertThat(Serving.isAskedFor(new String[] {"--config=a.yaml"})).isTrue();
  }

  @Test
  void anythingElse_isLeftToTheCommandLine() {
    for (String[] arguments :
        new String[][] {
          {"health"},
          {"--help"},
          {"--config"},
          {"--config", "--check-config"},
          {"--confi=a.yaml"},
          {"--config", "a.yaml", "health"},
          {"--config=a.yaml", "--check-config"}
        }) {
      assertThat(Serving.isAskedFor(arguments)).as(String.join(" ", arguments)).isFalse();
    }
  }

  @Test
  void file_isThatOfTheOption() {
    assertThat(Serving.file(new String[0])).isEmpty();
    assertThat(Serving.file(new String[] {"--config", "a.yaml"})).contains(Path.of("a.yaml"));
    assertThat(Serving.file(new String[] {"--config=b=c.yaml"})).contains(Path.of("b=c.yaml"));
  }
}

package dev.rolloutserver.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFileTest {
  @TempDir private Path folder;

  @Test
  void text_lineEndsAndByteOrderMark_areKept() throws IOException {
    String text = "\ufeffa\r\nb\rc\n\né😀\n";
    Path file = Files.writeString(folder.resolve("t.jinja"), text);

    assertThat(new InputFile(file).text()).isEqualTo(text);
  }
}

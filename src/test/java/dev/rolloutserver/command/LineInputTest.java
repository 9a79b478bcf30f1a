package dev.rolloutserver.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LineInputTest {
  @Test
  void next_lines_areGivenWithoutLineFeed() throws IOException {
    assertThat(lines("a\n\nb\r\nlast", 100)).containsExactly("a", "", "b\r", "last");
    assertThat(lines("a\n", 100)).containsExactly("a");
    assertThat(lines("", 100)).isEmpty();
  }

  @Test
  void next_lineLongerThanTheBuffer_isWhole() throws IOException {
    String around = "x".repeat((1 << 16) - 1);
    String longer = "y".repeat(200_000);

    assertThat(lines(around + "\n" + longer + "\n" + around + "z\n", 1 << 20))
        .containsExactly(around, longer, around + "z");
  }

  @Test
  void next_lineBeyondTheLimit_isCutOneByteBehindItAndSkipped() throws IOException {
    assertThat(lines("123456\n12345\n" + "x".repeat(200_000) + "\nend", 4))
        .containsExactly("12345", "12345", "xxxxx", "end");
  }

  private static List<String> lines(String text, int maxBytes) throws IOException {
    LineInput input =
        new LineInput(
            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), maxBytes, () -> {});
    List<String> lines = new ArrayList<>();
    for (Optional<byte[]> line = input.next(); line.isPresent(); line = input.next()) {
      lines.add(new String(line.get(), StandardCharsets.UTF_8));
    }
    return lines;
  }
}

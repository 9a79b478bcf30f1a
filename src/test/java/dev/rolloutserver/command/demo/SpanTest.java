package dev.rolloutserver.command.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.command.demo.Span.Origin;
import dev.rolloutserver.simulation.Completion;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SpanTest {
  @Test
  void conversation_isPromptAnswersAndWhatTheMasksCover() {
    List<Span> spans =
        Span.of(
            List.of(
                completion(null, new int[] {1, 2}, new int[] {3}),
                completion(List.of(0L, 0L), new int[] {1, 2, 3, 4, 5}, new int[] {6}),
                completion(null, new int[] {1, 2, 3, 4, 5, 6}, new int[] {7})));

    assertThat(spans)
        .extracting(Span::origin)
        .containsExactly(Origin.PROMPT, Origin.MODEL, Origin.MASKED, Origin.MODEL, Origin.MODEL);
    assertThat(spans.get(2).ids()).containsExactly(4, 5);
    assertThat(Span.of(List.of())).isEmpty();
  }

  @Test
  void tokens_thatAreHalfACharacter_areShownTogether() {
    StringWriter out = new StringWriter();
    TokenPrinter printer = new TokenPrinter(new PrintWriter(out), SpanTest::bytesAsText, false);

    printer.print(List.of(new Span(Origin.MODEL, new int[] {'a', 0xc3, 0xa9, 'b', 0xff})));

    assertThat(out.toString().strip()).isEqualTo("[a][é][b][\ufffd]");
  }

  private static String bytesAsText(int[] ids) {
    byte[] bytes = new byte[ids.length];
    for (int i = 0; i < ids.length; i++) {
      bytes[i] = (byte) ids[i];
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static Completion completion(@Nullable List<?> mask, int[] promptIds, int[] tokenIds) {
    return new Completion("r", 0, mask, promptIds, tokenIds, Map.of());
  }
}

package dev.rolloutserver.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenderBatchTest {
  private static final RenderDefaults DEFAULTS =
      new RenderDefaults(Map.of(), Clock.systemUTC(), false);
  private static final String CONVERSATION = "{\"messages\":[{\"content\":\"é\"}],\"x\":1}";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void run_lines_areAnsweredInOrderWithTheirId() throws IOException {
    assertThat(
            run(
                DEFAULTS,
                "{\"id\":7,\"template_text\":\"{{ x }}\",\"conversation\":" + CONVERSATION + "}",
                "{\"id\":null,\"template_text\":\"{{ messages[0].content }}\\n.\",\"conversation\":"
                    + CONVERSATION
                    + "}\r",
                "{\"template_text\":\"\",\"conversation\":" + CONVERSATION + "}"))
        .containsExactly(
            "{\"id\":7,\"text\":\"1\"}", "{\"id\":null,\"text\":\"é\\n.\"}", "{\"text\":\"\"}");
  }

  @Test
  void run_templateFile_isRead(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("t.jinja"), "[{{ x }}]");

    assertThat(
            run(
                DEFAULTS,
                "{\"template\":"
                    + Json.text(file.toString())
                    + ",\"conversation\":"
                    + CONVERSATION
                    + "}"))
        .containsExactly("{\"text\":\"[1]\"}");
  }

  @Test
  void run_spans_whereTheLineOrTheCommandAsks() throws IOException {
    String line =
        "{\"template_text\":\"😀{% generation %}{{ x }}{% endgeneration %}\",\"conversation\":"
            + CONVERSATION;

    assertThat(run(DEFAULTS, line + "}", line + ",\"spans\":true}"))
        .containsExactly("{\"text\":\"😀1\"}", "{\"text\":\"😀1\",\"spans\":[[1,2]]}");
    assertThat(run(new RenderDefaults(Map.of(), Clock.systemUTC(), true), line + "}"))
        .containsExactly("{\"text\":\"😀1\",\"spans\":[[1,2]]}");
  }

  @Test
  void run_now_ofTheLineWinsOverTheCommand() throws IOException {
    RenderDefaults frozen =
        new RenderDefaults(Map.of(), FrozenClock.at("2025-01-01T01:01:01", "--now"), false);
    String line =
        "{\"template_text\":\"{{ strftime_now('%Y-%m-%dT%H:%M:%S') }}\",\"conversation\":"
            + CONVERSATION;

    assertThat(run(frozen, line + "}", line + ",\"now\":\"2026-01-05T09:07:03\"}"))
        .containsExactly(
            "{\"text\":\"2025-01-01T01:01:01\"}", "{\"text\":\"2026-01-05T09:07:03\"}");
  }

  @Test
  void run_overrides_winOnEveryLine() throws IOException {
    assertThat(
            run(
                new RenderDefaults(Map.of("x", "y"), Clock.systemUTC(), false),
                "{\"template_text\":\"{{ x }}\",\"conversation\":" + CONVERSATION + "}"))
        .containsExactly("{\"text\":\"y\"}");
  }

  @Test
  void run_templateFails_isAnErrorOfItsKindAndTheBatchGoesOn() throws IOException {
    List<String> answers =
        run(
            DEFAULTS,
            "{\"id\":1,\"template_text\":\"{{ raise_exception('no') }}\",\"conversation\":"
                + CONVERSATION
                + "}",
            "{\"id\":2,\"template_text\":\"\\n{{ messages[ }}\",\"conversation\":"
                + CONVERSATION
                + "}",
            "{\"id\":3,\"template_text\":\"{{ x }}\",\"conversation\":" + CONVERSATION + "}");

    assertThat(answers).hasSize(3);
    assertThat(answers.get(0))
        .startsWith("{\"id\":1,\"error\":{\"kind\":\"raised\"")
        .contains("no");
    assertThat(answers.get(1))
        .startsWith("{\"id\":2,\"error\":{\"kind\":\"syntax\"")
        .contains("\"line\":2,\"column\":");
    assertThat(answers.get(2)).isEqualTo("{\"id\":3,\"text\":\"1\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"id\": é} | 1 | 8 | The line is not usable JSON: Expecting value: line 1 column 8"
            + " (char 7)",
        "''          | 1 | 1 | The line is not usable JSON: Expecting value: line 1 column 1"
            + " (char 0)",
        "[]          | 0 | 0 | The line must be a JSON object",
        "{\"conversation\":{}} | 0 | 0 | The line must have either 'template' or 'template_text'",
        "{\"template\":\"x\",\"template_text\":\"\"} | 0 | 0 | The line must have either 'template'"
            + " or 'template_text'",
        "{\"template_text\":1} | 0 | 0 | 'template_text' of the line must be a string",
        "{\"template_text\":\"\"} | 0 | 0 | The line has no 'conversation'",
        "{\"template_text\":\"\",\"conversation\":{}} | 0 | 0 | The conversation has no array"
            + " 'messages'",
        "{\"template_text\":\"\",\"conversation\":{\"messages\":[]},\"now\":\"x\"} | 0 | 0 |"
            + " 'now' of the line is 'x', not a local date and time such as 2026-01-05T09:07:03",
        "{\"template_text\":\"\",\"conversation\":{\"messages\":[]},\"spans\":1} | 0 | 0 |"
            + " 'spans' of the line must be true or false",
        "{\"template\":\"/no/such\",\"conversation\":{}} | 0 | 0 | /no/such cannot be read: no such"
            + " file",
        "{\"template\":\"\\u0000\",\"conversation\":{}} | 0 | 0 | Not a file name: Nul"
            + " character not allowed"
      })
  void run_badLine_isAnInputErrorAndTheBatchGoesOn(
      String line, int faultLine, int column, String message) throws IOException {
    List<String> answers =
        run(DEFAULTS, line, "{\"template_text\":\"next\",\"conversation\":{\"messages\":[]}}");

    assertThat(Json.read(answers.get(0), JsonLimits.DEFAULT))
        .isEqualTo(
            Map.of(
                "error",
                Map.of(
                    "kind",
                    "input",
                    "message",
                    message,
                    "line",
                    (long) faultLine,
                    "column",
                    (long) column)));
    assertThat(answers.get(1)).isEqualTo("{\"text\":\"next\"}");
  }

  @Test
  void run_noInputReady_flushesBeforeItWaits() throws IOException {
    String line = "{\"template_text\":\"\",\"conversation\":{\"messages\":[]}}\n";
    Arriving in = new Arriving(line, line + line + line.substring(0, 9), line.substring(9));

    new RenderBatch(DEFAULTS).run(in, out);

    int answer = "{\"text\":\"\"}\n".length();
    assertThat(in.flushedAtRead).containsExactly(0, answer, 3 * answer, 4 * answer);
  }

  /** A stream of which one part at a time has arrived; it sees what was flushed before each. */
  private final class Arriving extends InputStream {
    private final Queue<byte[]> parts = new ArrayDeque<>();
    private final List<Integer> flushedAtRead = new ArrayList<>();

    Arriving(String... parts) {
      for (String part : parts) {
        this.parts.add(part.getBytes(StandardCharsets.UTF_8));
      }
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      flushedAtRead.add(out.size());
      byte[] part = parts.poll();
      if (part == null) {
        return -1;
      }
      System.arraycopy(part, 0, target, offset, part.length);
      return part.length;
    }
  }

  private List<String> run(RenderDefaults defaults, String... lines) throws IOException {
    out.reset();
    byte[] input = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    new RenderBatch(defaults).run(new ByteArrayInputStream(input), out);
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }
}

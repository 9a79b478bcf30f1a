package dev.rolloutserver.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** One conversation on the command line; {@code RenderBatchTest} has the lines. */
class RenderCommandTest {
  @TempDir private Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final StringWriter err = new StringWriter();
  private Path template = Path.of("");
  private Path conversation = Path.of("");

  @BeforeEach
  void files() throws IOException {
    template = file("t.jinja", "{{ messages[0].content }}");
    conversation = file("c.json", "{\"messages\": [{\"role\": \"user\", \"content\": \"Hé 😀\"}]}");
  }

  @Test
  void render_conversation_isPrintedExactlyInUtf8() throws IOException {
    file("t.jinja", "a\n{{ messages[0].content }}|{{ add_generation_prompt }}");

    assertThat(render()).isZero();
    assertThat(out.toByteArray()).isEqualTo("a\nHé 😀|False".getBytes(StandardCharsets.UTF_8));
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void render_set_winsOverTheFileAsJsonOrString() throws IOException {
    file("t.jinja", "{{ a }} {{ b }} {{ c }} {{ d.e }}");
    file("c.json", "{\"messages\": [], \"a\": 0, \"b\": 0}");

    assertThat(render("--set", "a=12", "--set=b=x=y", "--set", "c=", "--set", "d={\"e\": \"f g\"}"))
        .isZero();
    assertThat(text()).isEqualTo("12 x=y  f g");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[{\"a\":1]", "{\"a\":1", "\"a", " ["})
  void render_setBrokenJson_isOneSentenceWithTheName(String value) {
    assertThat(render("--set", "x=" + value)).isEqualTo(2);
    assertThat(err.toString()).startsWith("--set x is not usable JSON: ").hasLineCount(1);
  }

  @Test
  void render_setMessagesToNoArray_isOneSentence() {
    assertThat(render("--set", "messages=5")).isEqualTo(2);
    assertThat(err).hasToString(conversation + ": --set messages must be an array\n");
  }

  @Test
  void render_now_freezesTheClock() throws IOException {
    file("t.jinja", "{{ strftime_now('%Y-%m-%dT%H:%M:%S') }}");

    assertThat(render("--now", "2026-03-29T02:30:03")).isZero();
    assertThat(text()).isEqualTo("2026-03-29T02:30:03");
  }

  @Test
  void render_spans_isOneJsonObject() throws IOException {
    file("t.jinja", "😀{% generation %}{{ messages[0].content }}{% endgeneration %}.");

    assertThat(render("--spans")).isZero();
    assertThat(text()).isEqualTo("{\"text\":\"😀Hé 😀.\",\"spans\":[[1,5]]}\n");
  }

  @Test
  void render_templateRaises_isOneSentenceWithFileAndPlace() throws IOException {
    file("t.jinja", "{{ raise_exception('Roles must alternate') }}");

    assertThat(render()).isEqualTo(2);
    assertThat(err.toString())
        .startsWith(template.toString())
        .endsWith(", line 1: the template raised: Roles must alternate\n")
        .hasLineCount(1);
    assertThat(text()).isEmpty();
  }

  @Test
  void render_templateIsNone_isOneSentenceWithFileAndPlace() throws IOException {
    file("t.jinja", "\n{{ messages[ }}");

    assertThat(render()).isEqualTo(2);
    assertThat(err.toString()).startsWith(template + ", line 2").hasLineCount(1);
  }

  @Test
  void render_conversationIsNoJson_isOneSentenceWithFileAndPlace() throws IOException {
    file("c.json", "{\"messages\":\n [,]}");

    assertThat(render()).isEqualTo(2);
    assertThat(err)
        .hasToString(
            conversation + " is not usable JSON: Expecting value: line 2 column 3 (char 15)\n");
  }

  @Test
  void render_conversationWithoutMessages_isOneSentence() throws IOException {
    file("c.json", "{}");

    assertThat(render()).isEqualTo(2);
    assertThat(err).hasToString(conversation + ": The conversation has no array 'messages'\n");
  }

  @ParameterizedTest
  @CsvSource({"t.jinja, is not valid UTF-8 at byte 1", "c.json, is not usable JSON: Invalid UTF-8"})
  void render_invalidUtf8_isOneSentence(String name, String expected) throws IOException {
    Path file = Files.write(folder.resolve(name), new byte[] {' ', (byte) 0xff});

    assertThat(render()).isEqualTo(2);
    assertThat(err.toString()).startsWith(file + " " + expected).hasLineCount(1);
  }

  @Test
  void render_noFile_isOneSentence() {
    template = folder.resolve("missing");

    assertThat(render()).isEqualTo(2);
    assertThat(err).hasToString(template + " cannot be read: no such file\n");
  }

  @Test
  void render_folder_isOneSentence() {
    conversation = folder;

    assertThat(render()).isEqualTo(2);
    assertThat(err).hasToString(folder + " cannot be read: is a directory\n");
  }

  @ParameterizedTest
  @CsvSource({"'', it is empty", "a\0b, Nul character not allowed"})
  void render_noFileName_isOneSentence(String name, String expected) {
    InputStream none = InputStream.nullInputStream();
    String file = template.toString();

    assertThat(execute(none, out, "--template", name, "--conversation", file)).isEqualTo(2);
    assertThat(execute(none, out, "--template", file, "--conversation", name)).isEqualTo(2);
    assertThat(err).hasToString(("Not a file name: " + expected + "\n").repeat(2));
  }

  @Test
  void render_textWithHalfASurrogatePair_isOneSentence() throws IOException {
    file("c.json", "{\"messages\": [{\"content\": \"\\ud800\"}]}");

    assertThat(render()).isEqualTo(2);
    assertThat(err.toString()).startsWith("The rendered text has half of a surrogate pair");
  }

  @Test
  void render_wrongNow_isOneSentence() {
    assertThat(render("--now", "yesterday")).isEqualTo(2);
    assertThat(err)
        .hasToString(
            "--now is 'yesterday', not a local date and time such as 2026-01-05T09:07:03\n");
  }

  @Test
  void render_setNumberOutOfRange_isOneSentence() {
    assertThat(render("--set", "x=1e400")).isEqualTo(2);
    assertThat(err)
        .hasToString("--set x is not usable JSON: Number out of range: line 1 column 1 (char 0)\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--set x --template t --conversation c | --set is 'x', but must be NAME=JSON",
        "--sett x=1 | Unknown options: '--sett', 'x=1'",
        "--template t | Give --template and --conversation, or --batch",
        "--batch --template t | With --batch the lines name template and conversation"
      })
  void render_wrongOptions_areExplainedWithExitCode2(String options, String expected) {
    assertThat(execute(InputStream.nullInputStream(), out, options.split(" "))).isEqualTo(2);
    assertThat(err).hasToString(expected + "; see --help\n");
  }

  @Test
  void render_readerHasGone_isOneSentenceAndExitCode1() {
    OutputStream gone =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    InputStream line = new ByteArrayInputStream("x\n".getBytes(StandardCharsets.UTF_8));

    assertThat(execute(line, gone, "--batch")).isEqualTo(1);
    assertThat(err).hasToString("Standard input or output failed: Broken pipe\n");
  }

  private int render(String... options) {
    String[] arguments = new String[options.length + 4];
    System.arraycopy(options, 0, arguments, 4, options.length);
    arguments[0] = "--template";
    arguments[1] = template.toString();
    arguments[2] = "--conversation";
    arguments[3] = conversation.toString();
    return execute(InputStream.nullInputStream(), out, arguments);
  }

  private int execute(InputStream in, OutputStream to, String... arguments) {
    return new CommandLine(new RenderCommand(in, to))
        .setParameterExceptionHandler(new WrongUsage())
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}

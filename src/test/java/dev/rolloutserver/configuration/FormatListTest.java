package dev.rolloutserver.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rolloutserver.prompt.FormatSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatListTest {
  private static final String DIGITS = "0123456789abcdef".repeat(4);

  @TempDir private Path folder;

  @Test
  void read_everyMember_reachesTheFormat() throws IOException {
    Path template = Files.writeString(folder.resolve("t.jinja"), "{{ messages }}");
    String text =
        """
        [{"name": "org/model.v1", "template": "%s", "variables": {"a": {"b": null}},
          "tools": false, "arguments": "objects", "fingerprint": "%s"}]
        """
            .formatted(template, DIGITS.toUpperCase(Locale.ROOT));

    FormatSettings format = new FormatList().require(text).getFirst();

    assertThat(format.name()).isEqualTo("org/model.v1");
    assertThat(format.template()).contains(template);
    assertThat(format.variables()).hasToString("{a={b=null}}");
    assertThat(format.rendersTools()).isFalse();
    assertThat(format.parsesArguments()).isTrue();
    assertThat(format.fingerprint()).contains(DIGITS);
  }

  @Test
  void read_nameAlone_orNullBesides_isThePlainFormat() {
    assertThat(
            new FormatList()
                .require(
                    """
                    [{"name": "a"}, {"name": "b", "template": null, "variables": null,
                      "tools": null, "arguments": null, "fingerprint": null}]
                    """))
        .containsExactly(FormatSettings.plain("a"), FormatSettings.plain("b"));
  }

  @Test
  void write_readsAsTheSame() {
    String text = "[{\"name\":\"a\",\"variables\":{\"x\":1},\"arguments\":\"objects\"}]";

    assertThat(new FormatList().require(new FormatList().write(new FormatList().require(text))))
        .isEqualTo(new FormatList().require(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [{'name': 'a'}, {'name': 5}]          | [1].name is '5' in ORIGIN, but must be the name of a tokenizer
          [{'name': ' '}]                       | [0].name is ' ' in ORIGIN, but must be the name of a tokenizer
          [{'tools': true}]                     | [0].name is missing in ORIGIN, but must be the name of a tokenizer
          [{'name': 'a', 'tools': 'yes'}]       | [0].tools is 'yes' in ORIGIN, but must be true or false
          [{'name': 'a', 'arguments': 'json'}]  | [0].arguments is 'json' in ORIGIN, but must be one of as-sent, objects
          [{'name': 'a', 'arguments': true}]    | [0].arguments is 'true' in ORIGIN, but must be one of as-sent, objects
          [{'name': 'a', 'variables': [1]}]     | [0].variables is '[1]' in ORIGIN, but must be an object of template variables
          [{'name': 'a', 'template': '/absent'}]| [0].template is '/absent' in ORIGIN, but must be a file that can be read
          [{'name': 'a', 'template': '/'}]      | [0].template is '/' in ORIGIN, but must be a file that can be read
          [{'name': 'a', 'template': '\\u0000'}] | [0].template is '\uFFFD' in ORIGIN, but must be a file that can be read
          [{'name': 'a', 'fingerprint': 'abc'}] | [0].fingerprint is 'abc' in ORIGIN, but must be a SHA-256 of 64 hexadecimal digits
          [{'name': 'a', 'tool': true}]         | [0].tool in ORIGIN is not a member of a prompt format, did you mean tools?
          [{'name': 'a', 'fingerprnt': 'x'}]    | [0].fingerprnt in ORIGIN is not a member of a prompt format, did you mean fingerprint?
          [{'name': 'a', 'revision': 'x'}]      | [0].revision in ORIGIN is not a member of a prompt format, but must be one of name, template, variables, tools, arguments, fingerprint
          [{'name': 'a'}, {'name': 'a'}]        | [1].name is 'a' in ORIGIN, but must not be the name of [0] too
          ['a']                                 | [0] is 'a' in ORIGIN, but must be an object with a name
          [null]                                | [0] is 'null' in ORIGIN, but must be an object with a name
          {'name': 'a'}                         | {SHOWN} in ORIGIN, but must be a list of prompt formats (as JSON outside of YAML)
          """,
      quoteCharacter = '`')
  void read_mistake_namesEntryMemberValueAndBound(String text, String message) {
    String expected = message.replace("{SHOWN}", " is '{\"name\": \"a\"}'");

    assertThatThrownBy(() -> load(text.replace('\'', '"')))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "prompt.formats"
                + expected.replace("ORIGIN", "the environment variable ROLLOUT_PROMPT_FORMATS"));
  }

  @Test
  void read_notJson_isSaidInTheWordsOfJson() {
    assertThatThrownBy(() -> load("[{"))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "prompt.formats in the environment variable ROLLOUT_PROMPT_FORMATS is not JSON:"
                + " Expecting property name enclosed in double quotes: line 1 column 3 (char 2)");
  }

  @ParameterizedTest
  @CsvSource({"63, false", "64, true", "65, false"})
  void read_fingerprint_has64Digits(int length, boolean valid) {
    String text = "[{\"name\":\"a\",\"fingerprint\":\"%s\"}]".formatted("f".repeat(length));

    assertThat(new FormatList().read(text).isPresent()).isEqualTo(valid);
  }

  private static Settings load(String formats) {
    return Settings.load(
        new SettingSources(Map.of(), Map.of("ROLLOUT_PROMPT_FORMATS", formats), Optional.empty()));
  }
}

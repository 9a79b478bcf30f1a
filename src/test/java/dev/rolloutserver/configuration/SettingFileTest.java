package dev.rolloutserver.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingFileTest {
  @TempDir private Path folder;

  @Test
  void read_scalars_areTheirOwnText() throws IOException {
    assertThat(read("log: {level: OFF}\nserver.port: 0010\nserver:\n  host: '1.0'\n"))
        .isEqualTo(Map.of("log.level", "OFF", "server.port", "0010", "server.host", "1.0"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "server:\n  #port: 1\n", "server: {port: }", "~"})
  void read_nothingSaid_isNothing(String text) throws IOException {
    assertThat(read(text).values()).allMatch(String::isEmpty);
  }

  @Test
  void read_templateVariables_keepTheirTypes() throws IOException {
    String json =
        read("""
        prompt:
          formats:
            - name: a/b
              variables:
                flag: false
                no: yes
                text: 'false'
                count: 3
                share: 0.5
                time: 12:30
                day: 2024-07-26
                none: null
                list: [1, a, {b: []}]
        """)
            .getOrDefault("prompt.formats", "");

    assertThat(Json.read(json, JsonLimits.DEFAULT))
        .isEqualTo(
            List.of(
                Map.of(
                    "name",
                    "a/b",
                    "variables",
                    Json.read(
                        """
                        {"flag": false, "no": true, "text": "false", "count": 3, "share": 0.5,
                         "time": "12:30", "day": "2024-07-26", "none": null,
                         "list": [1, "a", {"b": []}]}
                        """,
                        JsonLimits.DEFAULT))));
  }

  @Test
  void read_misspelledKey_namesTheOneMeant() throws IOException {
    refuses(
        "server: {prot: 9000}", "server.prot in %s is not a setting, did you mean server.port?");
    refuses(
        "rollout: {timeout: 9}",
        "rollout.timeout in %s is not a setting, did you mean rollout.timeout-seconds?");
  }

  @Test
  void read_unknownKey_isRefused() throws IOException {
    refuses("quite: {different: 1}", "quite.different in %s is not a setting");
    refuses("server: 5", "server in %s is not a setting");
    refuses(
        "server: {port: {number: 1}}",
        "server.port in the configuration file has parts,"
            + " but must be a whole number from 0 to 65535");
    refuses(
        "server: {port: [1]}",
        "server.port in the configuration file has parts,"
            + " but must be a whole number from 0 to 65535");
  }

  @Test
  void read_keyTwice_isRefused() throws IOException {
    refuses("server: {port: 1}\nserver.port: 2", "server.port is in %s twice");
    refuses(
        "prompt: {formats: [{name: a, name: b}]}",
        "Configuration file %s is not valid YAML: line 1: name is there twice");
  }

  @Test
  void read_notYaml_isOneSentenceThatQuotesNothing() throws IOException {
    refuses(
        "hub: {token: hf_abc\nserver: [1, 2",
        "Configuration file %s is not valid YAML: line 2: expected ',' or '}', but got :");
    refuses(
        "hub: &a {token: hf_abc, home: *a}",
        "Configuration file %s is not valid YAML: line 1: settings take no alias");
    refuses("- hf_abc", "Configuration file %s is not valid YAML: it is not a mapping");
    refuses("hf_abc", "Configuration file %s is not valid YAML: it is not a mapping");
    refuses(
        "? [hf_abc]\n: 1",
        "Configuration file %s is not valid YAML: line 1: a key that is no text");
    refuses(
        "a: 1\n---\nb: 1",
        "Configuration file %s is not valid YAML: line 2: but found another document");
  }

  @Test
  void read_otherBytes_areOneSentence() throws IOException {
    Path file = folder.resolve("settings.yaml");
    Files.write(file, "server: {host: ü}".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> SettingFile.read(file))
        .isInstanceOf(SettingException.class)
        .hasMessage("Configuration file %s is not valid YAML: it is not UTF-8", file);
  }

  @Test
  void read_byteOrderMark_isSkipped() throws IOException {
    assertThat(read("\uFEFFserver: {port: 1}")).containsExactly(Map.entry("server.port", "1"));
  }

  @Test
  void read_whatIsNoFile_isRefused() {
    for (Path file : Arrays.asList(folder, folder.resolve("absent.yaml"))) {
      assertThatThrownBy(() -> SettingFile.read(file))
          .isInstanceOf(SettingException.class)
          .hasMessage("Configuration file %s cannot be read", file);
    }
  }

  private void refuses(String text, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("settings.yaml"), text);
    assertThatThrownBy(() -> SettingFile.read(file))
        .isInstanceOf(SettingException.class)
        .hasNoCause()
        .hasMessage(message.replace("%s", file.toString()));
  }

  private Map<String, String> read(String text) throws IOException {
    return SettingFile.read(Files.writeString(folder.resolve("settings.yaml"), text));
  }
}

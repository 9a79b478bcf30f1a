package dev.rolloutserver.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rolloutserver.hub.HubSettings;
import dev.rolloutserver.outbound.BearerKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code huggingface_hub} does with the same variables. */
class HubFoldersTest {
  @TempDir private Path home;

  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void homeFolder() {
    environment.put("HOME", home.toString());
  }

  @Test
  void cache_nothingSaid_isInTheHomeFolder() {
    assertThat(hub().cacheFolder()).isEqualTo(home.resolve(".cache/huggingface/hub"));
  }

  @Test
  void cache_noHome_isInTheHomeFolderOfTheJvm() {
    Settings settings =
        Settings.load(new SettingSources(Map.of("user.home", "/jvm"), Map.of(), Optional.empty()));

    assertThat(settings.hub().cacheFolder()).isEqualTo(Path.of("/jvm/.cache/huggingface/hub"));
  }

  @ParameterizedTest
  @CsvSource({
    "XDG_CACHE_HOME, /x, /x/huggingface/hub",
    "XDG_CACHE_HOME, ~/x, HOME/x/huggingface/hub",
    "HF_HOME, /h, /h/hub",
    "HF_HOME, ~, HOME/hub",
    "HF_HOME, ~other/h, ~other/h/hub",
    "HF_HUB_CACHE, ~/c, HOME/c",
    "HF_HUB_CACHE, $HOME/c, HOME/c",
    "HF_HUB_CACHE, ${HOME}/c/$UNKNOWN, HOME/c/$UNKNOWN",
    "HUGGINGFACE_HUB_CACHE, /c, /c",
  })
  void cache_oneVariable_saysWhere(String name, String value, String expected) {
    environment.put(name, value);

    assertThat(hub().cacheFolder()).isEqualTo(Path.of(expected.replace("HOME", home.toString())));
  }

  @Test
  void cache_severalVariables_theNearestWins() {
    environment.put("XDG_CACHE_HOME", "/x");
    environment.put("HF_HOME", "/h");
    assertThat(hub().cacheFolder()).isEqualTo(Path.of("/h/hub"));

    environment.put("HUGGINGFACE_HUB_CACHE", "/old");
    assertThat(hub().cacheFolder()).isEqualTo(Path.of("/old"));

    environment.put("HF_HUB_CACHE", "/c");
    assertThat(hub().cacheFolder()).isEqualTo(Path.of("/c"));
  }

  @Test
  void cache_byDefaultAFile_isRefused() throws IOException {
    environment.put("HF_HOME", home.toString());
    Files.writeString(home.resolve("hub"), "");

    assertThatThrownBy(this::hub)
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "hub.cache-folder is '%s' in the folder of hub.home,"
                + " but must be a folder that can be read, or nothing yet",
            home.resolve("hub"));
  }

  @Test
  void token_noVariable_isThatOfTheLogin() throws IOException {
    environment.put("HF_HOME", home.toString());
    Files.writeString(home.resolve("token"), " hf_file\n");

    assertThat(hub().token()).contains(new BearerKey("hf_file"));
    assertThat(load().report()).contains("hub.token = **** (default, from hub.token-file)");
  }

  @Test
  void token_fileElsewhere_isRead() throws IOException {
    environment.put("HF_TOKEN_PATH", "~/elsewhere");
    Files.writeString(home.resolve("elsewhere"), "hf_file");

    assertThat(hub().token()).contains(new BearerKey("hf_file"));
  }

  @Test
  void token_variable_winsOverTheFile() throws IOException {
    environment.put("HF_HOME", home.toString());
    environment.put("HF_TOKEN", "hf_variable");
    Files.writeString(home.resolve("token"), "hf_file");

    assertThat(hub().token()).contains(new BearerKey("hf_variable"));
  }

  @Test
  void token_fileAbsentOrBlank_isNone() throws IOException {
    environment.put("HF_HOME", home.toString());
    assertThat(hub().token()).isEmpty();

    Files.writeString(home.resolve("token"), "\n");
    assertThat(hub().token()).isEmpty();
  }

  @Test
  void token_wrongFile_isNotShown() throws IOException {
    environment.put("HF_HOME", home.toString());
    Files.writeString(home.resolve("token"), "hf_a hf_b");

    assertThatThrownBy(this::hub)
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "hub.token in the token file %s must be visible ASCII characters without white space",
            home.resolve("token"));
  }

  @Test
  void token_fileThatIsAFolder_isRefused() {
    environment.put("HF_TOKEN_PATH", home.toString());

    assertThatThrownBy(this::hub)
        .isInstanceOf(SettingException.class)
        .hasMessage("hub.token-file is '%s', but must be a file that can be read, or absent", home);
  }

  private HubSettings hub() {
    return load().hub();
  }

  private Settings load() {
    return Settings.load(new SettingSources(Map.of(), environment, Optional.empty()));
  }
}

package dev.rolloutserver.configuration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The folders and the token that {@code huggingface_hub} would use where nothing is said. */
final class HubFolders {
  private HubFolders() {}

  static void settle(FoundValues values, SettingSources sources) {
    Path home = home(values, sources);
    if (values.value(SettingTable.HUB_CACHE_FOLDER).isEmpty()) {
      Path cache = home.resolve("hub");
      SettingTable.HUB_CACHE_FOLDER.read(cache.toString(), "folder of hub.home");
      values.replace(SettingTable.HUB_CACHE_FOLDER, Optional.of(cache), "in hub.home");
    }
    if (values.value(SettingTable.HUB_TOKEN_FILE).isEmpty()) {
      values.replace(
          SettingTable.HUB_TOKEN_FILE, Optional.of(home.resolve("token")), "in hub.home");
    }
    if (values.value(SettingTable.HUB_TOKEN).isEmpty()) {
      readToken(values, values.value(SettingTable.HUB_TOKEN_FILE).orElseThrow());
    }
  }

  private static Path home(FoundValues values, SettingSources sources) {
    Optional<Path> said = values.value(SettingTable.HUB_HOME);
    if (said.isPresent()) {
      return said.get();
    }
    String cache = sources.environment().getOrDefault("XDG_CACHE_HOME", "");
    Path home =
        Path.of(
            new HomeFolder(sources).expand(cache.isBlank() ? "~/.cache" : cache.strip()),
            "huggingface");
    values.replace(
        SettingTable.HUB_HOME,
        Optional.of(home),
        cache.isBlank() ? "in the home folder" : "in XDG_CACHE_HOME");
    return home;
  }

  /** A file that is absent means that nobody has logged in. */
  private static void readToken(FoundValues values, Path file) {
    if (Files.notExists(file)) {
      return;
    }
    try {
      String text = Files.readString(file).strip();
      if (!text.isEmpty()) {
        values.replace(
            SettingTable.HUB_TOKEN,
            SettingTable.HUB_TOKEN.read(text, "token file " + file),
            "from hub.token-file");
      }
    } catch (IOException e) {
      throw new SettingException(
          "hub.token-file is '%s', but must be a file that can be read, or absent".formatted(file));
    }
  }
}

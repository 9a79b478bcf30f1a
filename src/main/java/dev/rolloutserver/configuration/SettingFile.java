package dev.rolloutserver.configuration;

import io.helidon.config.Config;
import io.helidon.config.ConfigException;
import io.helidon.config.ConfigSources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** A YAML file of settings. */
final class SettingFile {
  private SettingFile() {}

  /**
   * The values of the file by key.
   *
   * @throws SettingException if it cannot be read, is not YAML, or has a key that is none
   */
  static Map<String, String> read(Path file) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new SettingException("Configuration file " + file + " cannot be read");
    }
    Map<String, String> values = new TreeMap<>();
    try {
      Config tree =
          Config.builder(ConfigSources.file(file))
              .disableEnvironmentVariablesSource()
              .disableSystemPropertiesSource()
              .disableValueResolving()
              .build();
      tree.traverse()
          .filter(Config::isLeaf)
          .forEach(leaf -> values.put(leaf.key().toString(), leaf.asString().orElse("")));
    } catch (ConfigException e) {
      throw new SettingException(
          "Configuration file " + file + " is not valid YAML: " + cause(e).replaceAll("\\s+", " "));
    }
    for (String key : values.keySet()) {
      checkKnown(key, file);
    }
    return values;
  }

  private static void checkKnown(String key, Path file) {
    if (SettingTable.ALL.stream().noneMatch(setting -> setting.key().equals(key))) {
      String hint =
          NearMiss.of(key, SettingTable.ALL.stream().map(Setting::key).toList())
              .map(known -> ", did you mean " + known + "?")
              .orElse("");
      throw new SettingException(key + " in " + file + " is not a setting" + hint);
    }
  }

  private static String cause(Throwable e) {
    Throwable deepest = e;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return String.valueOf(deepest.getMessage());
  }
}

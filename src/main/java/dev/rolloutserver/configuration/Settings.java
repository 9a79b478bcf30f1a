package dev.rolloutserver.configuration;

import dev.rolloutserver.http.ListenerSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The effective configuration, as the records that the other packages take. */
public final class Settings {
  private final Map<Setting<?>, Object> values;

  private Settings(Map<Setting<?>, Object> values) {
    this.values = values;
  }

  /**
   * Looks every key up.
   *
   * @throws SettingException for the first value that breaks its rule, or key that is none
   */
  public static Settings load(SettingSources sources) {
    Map<String, String> file = sources.file().map(SettingFile::read).orElse(Map.of());
    Map<Setting<?>, Object> values = new HashMap<>();
    for (Setting<?> setting : SettingTable.ALL) {
      values.put(setting, value(setting, sources, file));
    }
    return new Settings(values);
  }

  /** What the listener is told. */
  public ListenerSettings listener() {
    return new ListenerSettings(
        value(SettingTable.SERVER_HOST),
        value(SettingTable.SERVER_PORT).intValue(),
        value(SettingTable.SERVER_MAX_BODY_BYTES),
        value(SettingTable.SERVER_MAX_CONNECTIONS).intValue(),
        value(SettingTable.SERVER_IDLE_TIMEOUT),
        value(SettingTable.SERVER_SHUTDOWN_GRACE));
  }

  /** The least severe level that is logged: DEBUG, INFO, WARNING, ERROR or OFF. */
  public String logLevel() {
    return value(SettingTable.LOG_LEVEL);
  }

  @SuppressWarnings("unchecked") // load() stores for each setting a value of its type
  private <T> T value(Setting<T> setting) {
    return (T) Objects.requireNonNull(values.get(setting), setting.key());
  }

  private static <T> T value(Setting<T> setting, SettingSources sources, Map<String, String> file) {
    String property = sources.systemProperties().getOrDefault(setting.key(), "");
    if (!property.isBlank()) {
      return setting.read(property.strip(), "the system property");
    }
    for (String name : setting.environmentNames()) {
      String variable = sources.environment().getOrDefault(name, "");
      if (!variable.isBlank()) {
        return setting.read(variable.strip(), "the environment variable " + name);
      }
    }
    String text = file.getOrDefault(setting.key(), "");
    return text.isBlank()
        ? setting.defaultValue()
        : setting.read(text.strip(), "the configuration file");
  }
}

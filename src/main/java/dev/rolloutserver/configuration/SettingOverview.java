package dev.rolloutserver.configuration;

import java.util.List;

/** The settings in short, for the help of the command line. */
public final class SettingOverview {
  private SettingOverview() {}

  /** A line for each environment variable that operators already use: name, key, default. */
  public static List<String> ofEnvironment() {
    return SettingTable.ALL.stream()
        .filter(setting -> !setting.establishedNames().isEmpty())
        .<String>map(SettingOverview::line)
        .toList();
  }

  private static <T> String line(Setting<T> setting) {
    String value = setting.type().write(setting.defaultValue());
    return "  %-27s %s%s"
        .formatted(
            setting.establishedNames().getFirst(),
            setting.key(),
            value.isEmpty() ? "" : " (" + value + ")");
  }
}

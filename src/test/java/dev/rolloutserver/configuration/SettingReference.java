package dev.rolloutserver.configuration;

import java.util.List;
import java.util.stream.Collectors;

/** The settings written for people: the sample file and the page of the documentation. */
final class SettingReference {
  private SettingReference() {}

  /** The YAML tree with every key at its default. */
  static String sample(List<Setting<?>> settings) {
    StringBuilder text =
        new StringBuilder(
            """
            # Every setting at its default. Keep the keys that you change and pass the file with
            # --config FILE; environment variables and system properties win over it.
            """);
    String branch = "";
    for (Setting<?> setting : settings) {
      String key = setting.key();
      int dot = key.indexOf('.');
      if (!key.substring(0, dot).equals(branch)) {
        branch = key.substring(0, dot);
        text.append('\n').append(branch).append(":\n");
      }
      text.append("  # ").append(setting.description()).append('\n');
      text.append("  # ").append(sentence(setting)).append('\n');
      text.append("  ").append(key.substring(dot + 1)).append(": ");
      text.append(defaultText(setting)).append('\n');
    }
    return text.toString();
  }

  /** The table in Markdown. */
  static String page(List<Setting<?>> settings) {
    StringBuilder text =
        new StringBuilder(
            """
            # Configuration

            Each setting is looked up in this order; the first that says something other than blank
            wins:

            1. system property: `java -Dserver.port=9100 -jar …`
            2. environment variable: `ROLLOUT_SERVER_PORT=9100`
            3. the YAML file given by `--config FILE`; it is merged with the defaults, key by key
            4. the default

            A value outside its bounds, or a key in the file that is none, stops the start with one
            sentence and exit code 2. `etc/rollout-server.yaml` is a file with every key at its
            default. Times are in seconds and may have a fraction.

            | key | environment variable | default | must be | meaning |
            | --- | --- | --- | --- | --- |
            """);
    for (Setting<?> setting : settings) {
      text.append(
          "| `%s` | %s | `%s` | %s | %s |%n"
              .formatted(
                  setting.key(),
                  setting.environmentNames().stream()
                      .map(name -> "`" + name + "`")
                      .collect(Collectors.joining(", ")),
                  defaultText(setting),
                  setting.type().rule(),
                  setting.description()));
    }
    return text.toString();
  }

  private static String sentence(Setting<?> setting) {
    String rule = setting.type().rule();
    return Character.toUpperCase(rule.charAt(0))
        + rule.substring(1)
        + ". "
        + String.join(", ", setting.environmentNames());
  }

  private static <T> String defaultText(Setting<T> setting) {
    return setting.type().write(setting.defaultValue());
  }
}

package dev.rolloutserver.configuration;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * One configuration key.
 *
 * @param key name in the YAML tree, parts joined by dots; the name of the system property too
 * @param establishedNames environment variables that operators already use for it
 * @param defaultValue value where nothing is said
 * @param description what it is for, one sentence
 * @param <T> type of the value
 */
record Setting<T>(
    String key,
    List<String> establishedNames,
    ValueType<T> type,
    T defaultValue,
    String description) {

  Setting {
    if (type.read(type.write(defaultValue)).isEmpty()) {
      throw new IllegalArgumentException("the default of " + key + " must be " + type.rule());
    }
  }

  /** The environment variables that set it, in order of preference. */
  List<String> environmentNames() {
    return Stream.concat(establishedNames.stream(), Stream.of(environmentName(key)))
        .distinct()
        .toList();
  }

  /**
   * The value of this text.
   *
   * @param origin where the text was found
   * @throws SettingException if it breaks the rule of the type
   */
  T read(String text, String origin) {
    try {
      return type.require(text);
    } catch (BrokenRule e) {
      String hint =
          text.startsWith("tcp://")
              ? " (Kubernetes sets such a variable for a Service of that name:"
                  + " set enableServiceLinks: false)"
              : "";
      throw new SettingException(key + e.before() + " in the " + origin + e.after() + hint);
    }
  }

  /** {@code server.port} is ROLLOUT_SERVER_PORT, {@code rollout.max-turns} ROLLOUT_MAX_TURNS. */
  private static String environmentName(String key) {
    String name = key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    return name.startsWith("ROLLOUT_") ? name : "ROLLOUT_" + name;
  }
}

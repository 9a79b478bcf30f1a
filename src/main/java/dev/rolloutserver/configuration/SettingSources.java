package dev.rolloutserver.configuration;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Where settings are looked up: system properties win over environment variables, these over the
 * file. A blank value counts as absent.
 *
 * @param processors of this machine, on which some defaults depend
 * @param heapBytes to which the heap may grow, on which some depend, too
 */
public record SettingSources(
    Map<String, String> systemProperties,
    Map<String, String> environment,
    Optional<Path> file,
    int processors,
    long heapBytes) {

  public SettingSources {
    systemProperties = Map.copyOf(systemProperties);
    environment = Map.copyOf(environment);
  }

  /** These texts, on this machine. */
  public SettingSources(
      Map<String, String> systemProperties, Map<String, String> environment, Optional<Path> file) {
    this(
        systemProperties,
        environment,
        file,
        Runtime.getRuntime().availableProcessors(),
        Runtime.getRuntime().maxMemory());
  }

  /** The same, but for what properties and environment say of settings whose keys begin so. */
  public SettingSources without(String... beginnings) {
    Map<String, String> properties = new HashMap<>(systemProperties);
    Map<String, String> variables = new HashMap<>(environment);
    for (Setting<?> setting : SettingTable.ALL) {
      if (Arrays.stream(beginnings).anyMatch(setting.key()::startsWith)) {
        properties.remove(setting.key());
        setting.environmentNames().forEach(variables::remove);
      }
    }
    return new SettingSources(properties, variables, file, processors, heapBytes);
  }

  /** The sources of this process. */
  public static SettingSources ofProcess(Optional<Path> file) {
    Properties properties = System.getProperties();
    Map<String, String> texts = new HashMap<>();
    properties.stringPropertyNames().forEach(name -> texts.put(name, properties.getProperty(name)));
    return new SettingSources(texts, System.getenv(), file);
  }
}

package dev.rolloutserver.configuration;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Where settings are looked up: system properties win over environment variables, these over the
 * file. A blank value counts as absent.
 *
 * @param processors of this machine, on which some defaults depend
 */
public record SettingSources(
    Map<String, String> systemProperties,
    Map<String, String> environment,
    Optional<Path> file,
    int processors) {

  public SettingSources {
    systemProperties = Map.copyOf(systemProperties);
    environment = Map.copyOf(environment);
  }

  /** These texts, on this machine. */
  public SettingSources(
      Map<String, String> systemProperties, Map<String, String> environment, Optional<Path> file) {
    this(systemProperties, environment, file, Runtime.getRuntime().availableProcessors());
  }

  /** The sources of this process. */
  public static SettingSources ofProcess(Optional<Path> file) {
    Properties properties = System.getProperties();
    Map<String, String> texts = new HashMap<>();
    properties.stringPropertyNames().forEach(name -> texts.put(name, properties.getProperty(name)));
    return new SettingSources(texts, System.getenv(), file);
  }
}

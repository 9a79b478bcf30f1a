package dev.rolloutserver.telemetry;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.logging.LogManager;
import org.jspecify.annotations.Nullable;

/** Log lines to standard error: one line each, level by configuration. */
public final class LogSetup {
  /** Level names that operators know from Python, beside those of java.util.logging. */
  private static final Map<String, String> LEVELS =
      Map.of(
          "DEBUG", "FINE",
          "INFO", "INFO",
          "WARNING", "WARNING",
          "ERROR", "SEVERE",
          "OFF", "OFF");

  private LogSetup() {}

  /** What others say in detail is not asked for. */
  private static @Nullable String level(String key, String name, @Nullable String read) {
    return switch (key) {
      case ".level" -> name.equals("FINE") ? "INFO" : name;
      case "dev.rolloutserver.level" -> name;
      default -> read;
    };
  }

  /**
   * Applies the format and the level.
   *
   * @param level DEBUG, INFO, WARNING, ERROR or OFF
   */
  public static void apply(String level) {
    String name = LEVELS.get(level);
    if (name == null) {
      throw new IllegalArgumentException(
          "log level " + level + " is not one of " + LEVELS.keySet());
    }
    try (InputStream defaults = LogSetup.class.getResourceAsStream("/logging.properties")) {
      LogManager.getLogManager()
          .updateConfiguration(
              Objects.requireNonNull(defaults, "logging.properties is missing from the jar"),
              key -> (old, read) -> level(key, name, read));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

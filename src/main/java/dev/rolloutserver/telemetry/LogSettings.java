package dev.rolloutserver.telemetry;

import java.util.Map;

/**
 * What is logged, and how.
 *
 * @param level the least severe one that is logged: DEBUG, INFO, WARNING, ERROR or OFF
 * @param levels others, by package of ours, such as {@code trainer}
 */
public record LogSettings(LogFormat format, String level, Map<String, String> levels) {
  public LogSettings {
    levels = Map.copyOf(levels);
  }
}

package dev.rolloutserver.configuration;

import dev.rolloutserver.telemetry.LogLevels;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Levels of the log by package, separated by commas. */
record LevelList() implements ValueType<Map<String, String>> {
  private static final String PACKAGE = "[a-z]+(\\.[a-z]+)*";

  @Override
  public String rule() {
    return "PACKAGE=LEVEL, such as trainer=DEBUG, separated by commas; levels are those of log.level";
  }

  @Override
  public Optional<Map<String, String>> read(String text) {
    Map<String, String> levels = new TreeMap<>();
    for (String entry : text.isBlank() ? List.<String>of() : List.of(text.split(",", -1))) {
      int sign = entry.indexOf('=');
      String name = sign < 0 ? "" : entry.substring(0, sign).strip();
      String level = entry.substring(sign + 1).strip().toUpperCase(Locale.ROOT);
      if (!name.matches(PACKAGE) || !LogLevels.NAMES.contains(level)) {
        return Optional.empty();
      }
      levels.put(name, level);
    }
    return Optional.of(Map.copyOf(levels));
  }

  @Override
  public String write(Map<String, String> value) {
    return new TreeMap<>(value)
        .entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(","));
  }
}

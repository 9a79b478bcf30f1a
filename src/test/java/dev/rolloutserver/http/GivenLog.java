package dev.rolloutserver.http;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Levels that are kept, and nothing else. */
final class GivenLog implements LogControl {
  private final Map<String, String> packages = new TreeMap<>();
  private String level = "INFO";

  @Override
  public List<String> names() {
    return List.of("DEBUG", "INFO", "WARNING", "ERROR", "OFF");
  }

  @Override
  public String level() {
    return level;
  }

  @Override
  public Map<String, String> packages() {
    return packages;
  }

  @Override
  public void change(@Nullable String name, @Nullable String changed) {
    if (name == null) {
      level = String.valueOf(changed);
    } else if (changed == null) {
      packages.remove(name);
    } else {
      packages.put(name, changed);
    }
  }
}

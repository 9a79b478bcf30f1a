package dev.rolloutserver.configuration;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The effective value of every setting. */
final class FoundValues {
  private final Map<Setting<?>, Found<?>> values = new HashMap<>();

  <T> void put(Setting<T> setting, Found<T> found) {
    values.put(setting, found);
  }

  @SuppressWarnings("unchecked") // put() takes for each setting a value of its type
  <T> Found<T> found(Setting<T> setting) {
    return (Found<T>) Objects.requireNonNull(values.get(setting), setting.key());
  }

  <T> T value(Setting<T> setting) {
    return found(setting).value();
  }

  <T> void replace(Setting<T> setting, T value, String why) {
    put(setting, found(setting).replaced(value, why));
  }

  /** Such as {@code server.port = 9000 (default)}. */
  <T> String line(Setting<T> setting) {
    Found<T> found = found(setting);
    String text = setting.type().write(found.value());
    return "%s = %s (%s)".formatted(setting.key(), text.isEmpty() ? "none" : text, found.origin());
  }
}

package dev.rolloutserver.template.values;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The one object whose attributes a template can set. */
public final class Namespace {
  private final Map<String, @Nullable Object> attributes = new LinkedHashMap<>();

  /** The attributes in the order they were set first. */
  public Map<String, @Nullable Object> attributes() {
    return attributes;
  }
}

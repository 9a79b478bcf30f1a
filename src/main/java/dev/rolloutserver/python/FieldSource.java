package dev.rolloutserver.python;

import org.jspecify.annotations.Nullable;

/**
 * Where {@link FormatString} finds the values of its fields. Each method may throw as Python would.
 */
public interface FieldSource {
  /** How many positional arguments there are. */
  int positionalCount();

  @Nullable Object positional(int index);

  /** KeyError with the repr of the name if there is none. */
  @Nullable Object keyword(String name);

  @Nullable Object attribute(@Nullable Object value, String name);

  /** The key is a Long or a String. */
  @Nullable Object item(@Nullable Object value, Object key);

  /** {@code format(value, spec)}. */
  String format(@Nullable Object value, String spec);
}

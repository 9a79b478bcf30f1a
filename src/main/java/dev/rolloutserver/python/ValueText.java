package dev.rolloutserver.python;

import org.jspecify.annotations.Nullable;

/**
 * The text of values that this package does not know, such as lists and what a template defines.
 * Java's null stands for None.
 */
public interface ValueText {
  /** {@code str(value)}. */
  String str(@Nullable Object value);

  /** {@code repr(value)}. */
  String repr(@Nullable Object value);

  /** {@code type(value).__name__}, as messages name it. */
  String typeName(@Nullable Object value);
}

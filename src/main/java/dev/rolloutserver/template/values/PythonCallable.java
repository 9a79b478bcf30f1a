package dev.rolloutserver.template.values;

import org.jspecify.annotations.Nullable;

/** A value that a template can call. */
public interface PythonCallable {
  /** Calls it. */
  @Nullable Object call(Arguments arguments);

  /** The name of its Python type. */
  String type();

  /** How it is printed. */
  String text();
}

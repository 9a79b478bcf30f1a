package dev.rolloutserver.template.values;

import org.jspecify.annotations.Nullable;

/** An object of the template runtime that has attributes: a loop, a cycler. */
public interface TemplateObject {
  /** The name of its Python type. */
  String type();

  /** How it is printed. */
  String text();

  /** An attribute, or {@link Missing} if there is none of this name. */
  @Nullable Object attribute(String name);
}

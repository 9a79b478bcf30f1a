package dev.rolloutserver.template.builtins;

import dev.rolloutserver.template.values.Arguments;
import dev.rolloutserver.template.values.Missing;
import dev.rolloutserver.template.values.PythonCallable;
import dev.rolloutserver.template.values.TemplateObject;
import dev.rolloutserver.template.values.Texts;
import org.jspecify.annotations.Nullable;

/** Gives nothing when it is called first, then always its separator. */
final class Joiner implements PythonCallable, TemplateObject {
  private final @Nullable Object separator;
  private boolean used;

  Joiner(@Nullable Object separator) {
    this.separator = separator;
  }

  @Override
  public @Nullable Object call(Arguments arguments) {
    Parameters.NONE.bind("Joiner.__call__", arguments);
    if (used) {
      return separator;
    }
    used = true;
    return "";
  }

  @Override
  public @Nullable Object attribute(String name) {
    return switch (name) {
      case "sep" -> separator;
      case "used" -> used;
      default -> Missing.MISSING;
    };
  }

  @Override
  public String type() {
    return "Joiner";
  }

  @Override
  public String text() {
    return "<jinja2.utils.Joiner object at " + Texts.address(this) + ">";
  }
}

package dev.rolloutserver.template.builtins;

import dev.rolloutserver.template.values.Arguments;
import dev.rolloutserver.template.values.PythonCallable;
import org.jspecify.annotations.Nullable;

/** A function or type among the globals. */
record GlobalFunction(String name, boolean isType, Body body) implements PythonCallable {
  /** What it does. */
  @FunctionalInterface
  interface Body {
    @Nullable Object run(Arguments arguments);
  }

  @Override
  public @Nullable Object call(Arguments arguments) {
    return body.run(arguments);
  }

  @Override
  public String type() {
    return isType ? "type" : "function";
  }

  @Override
  public String text() {
    return isType
        ? "<class '" + name + "'>"
        : "<function %s at 0x%x>".formatted(name, System.identityHashCode(this));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof GlobalFunction that && that.name.equals(name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }
}

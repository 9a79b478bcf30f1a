package dev.rolloutserver.template.builtins;

import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.template.values.Arguments;
import dev.rolloutserver.template.values.Missing;
import dev.rolloutserver.template.values.PythonCallable;
import dev.rolloutserver.template.values.TemplateObject;
import dev.rolloutserver.template.values.Texts;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A function or type among the globals. */
final class GlobalFunction implements PythonCallable, TemplateObject {
  private final String name;
  private final boolean isType;
  private final Body body;
  private final Evaluation evaluation;

  GlobalFunction(String name, boolean isType, Body body, Evaluation evaluation) {
    this.name = name;
    this.isType = isType;
    this.body = body;
    this.evaluation = evaluation;
  }

  /** What it does. */
  @FunctionalInterface
  interface Body {
    @Nullable Object run(Arguments arguments);
  }

  @Override
  public @Nullable Object call(Arguments arguments) {
    return body.run(arguments);
  }

  /** The type dict has the methods of dicts, which take the dict as first argument. */
  @Override
  public @Nullable Object attribute(String attribute) {
    Method method = name.equals("dict") ? Methods.find(Map.of(), attribute) : null;
    if (method == null) {
      return Missing.MISSING;
    }
    Method unbound =
        attribute.equals("fromkeys") ? method : (_, arguments, e) -> unbound(method, arguments, e);
    return BoundMethod.of(this, attribute, unbound, evaluation);
  }

  private static @Nullable Object unbound(
      Method method, Arguments arguments, Evaluation evaluation) {
    if (arguments.count() == 0 || !(arguments.positional().get(0) instanceof Map<?, ?> map)) {
      throw PythonError.typeError("a method of dict needs a dict as its first argument");
    }
    return method.call(map, arguments.without(1), evaluation);
  }

  @Override
  public String type() {
    return isType ? "type" : "function";
  }

  @Override
  public String text() {
    return isType
        ? "<class '" + name + "'>"
        : "<function " + name + " at " + Texts.address(this) + ">";
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

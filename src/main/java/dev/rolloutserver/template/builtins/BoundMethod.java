package dev.rolloutserver.template.builtins;

import dev.rolloutserver.template.values.Arguments;
import dev.rolloutserver.template.values.Equality;
import dev.rolloutserver.template.values.Markup;
import dev.rolloutserver.template.values.PythonCallable;
import dev.rolloutserver.template.values.TemplateObject;
import dev.rolloutserver.template.values.Texts;
import dev.rolloutserver.template.values.Types;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A method together with the value it belongs to. */
public final class BoundMethod implements PythonCallable {
  private final @Nullable Object self;
  private final String name;
  private final Method method;
  private final Evaluation evaluation;

  private BoundMethod(@Nullable Object self, String name, Method method, Evaluation evaluation) {
    this.self = self;
    this.name = name;
    this.method = method;
    this.evaluation = evaluation;
  }

  /** A method of this value. */
  public static BoundMethod of(
      @Nullable Object self, String name, Method method, Evaluation evaluation) {
    return new BoundMethod(self, name, method, evaluation);
  }

  @Override
  public @Nullable Object call(Arguments arguments) {
    evaluation.read(self, arguments);
    return method.call(self, arguments, evaluation);
  }

  @Override
  public String type() {
    return "builtin_function_or_method";
  }

  /** Methods written in Python are printed otherwise than those written in C. */
  @Override
  public String text() {
    String owner = Types.name(self);
    boolean formats = name.equals("format") || name.equals("format_map");
    if (formats && self != null && Types.isString(self)) {
      return "<function " + owner + "." + name + " at " + Texts.address(this) + ">";
    }
    if (self instanceof TemplateObject
        || (self instanceof Markup && MarkupMethods.isOverridden(name))) {
      String shown = Texts.repr(self, evaluation.budget());
      return "<bound method " + owner + "." + name + " of " + shown + ">";
    }
    return "<built-in method %s of %s object at %s>"
        .formatted(name, owner, Texts.address(self == null ? this : self));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BoundMethod that
        && Equality.identical(that.self, self)
        && that.name.equals(name);
  }

  @Override
  public int hashCode() {
    return Objects.hash(System.identityHashCode(self), name);
  }
}

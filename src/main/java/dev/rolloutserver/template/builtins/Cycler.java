package dev.rolloutserver.template.builtins;

import dev.rolloutserver.template.values.Missing;
import dev.rolloutserver.template.values.TemplateObject;
import dev.rolloutserver.template.values.Texts;
import dev.rolloutserver.template.values.Tuple;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives its items one after the other, again and again. */
final class Cycler implements TemplateObject {
  private final List<?> items;
  private final Evaluation evaluation;
  private int position;

  Cycler(List<?> items, Evaluation evaluation) {
    this.items = items;
    this.evaluation = evaluation;
  }

  @Override
  public @Nullable Object attribute(String name) {
    return switch (name) {
      case "items" -> Tuple.of(items);
      case "pos" -> (long) position;
      case "current" -> items.get(position);
      case "next" ->
          method(
              name,
              () -> {
                Object next = items.get(position);
                position = (position + 1) % items.size();
                return next;
              });
      case "reset" ->
          method(
              name,
              () -> {
                position = 0;
                return null;
              });
      default -> Missing.MISSING;
    };
  }

  @FunctionalInterface
  private interface Action {
    @Nullable Object run();
  }

  private BoundMethod method(String name, Action action) {
    return BoundMethod.of(
        this,
        name,
        (_, arguments, _) -> {
          Parameters.NONE.bind(name, arguments);
          return action.run();
        },
        evaluation);
  }

  @Override
  public String type() {
    return "Cycler";
  }

  @Override
  public String text() {
    return "<jinja2.utils.Cycler object at " + Texts.address(this) + ">";
  }
}

package dev.rolloutserver.template.evaluation;

import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.template.TemplateException;
import dev.rolloutserver.template.builtins.Evaluation;
import dev.rolloutserver.template.builtins.Filters;
import dev.rolloutserver.template.builtins.Tests;
import dev.rolloutserver.template.syntax.Expression;
import dev.rolloutserver.template.values.Budget;
import dev.rolloutserver.template.values.LimitReached;
import dev.rolloutserver.template.values.Markup;
import dev.rolloutserver.template.values.PythonRange;
import dev.rolloutserver.template.values.Texts;
import dev.rolloutserver.template.values.Truth;
import dev.rolloutserver.template.values.Tuple;
import dev.rolloutserver.template.values.Types;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates constant expressions when the template is compiled. That is faster, and it is seen:
 * Jinja2 writes constants into Python code, where infinity and NaN are names that nobody defines,
 * and where a dict with an impossible key fails at once.
 */
final class ConstantFolding {
  private static final int MAX_STEPS = 10_000;
  private static final int MAX_CHARACTERS = 10_000;
  private static final int MAX_NESTING = 200;

  /** Filters that need the context of a rendering. */
  private static final Set<String> NEED_CONTEXT =
      Set.of("map", "select", "reject", "selectattr", "rejectattr", "random");

  private ConstantFolding() {}

  /** The node for a constant expression; null if it is none, or fails. */
  static @Nullable ExpressionNode fold(
      Expression expression, ExpressionNode node, Escaping escaping) {
    Optional<Constant> constant = evaluate(expression, node, escaping);
    if (constant.isEmpty() || !isPlain(constant.get().value())) {
      return null;
    }
    return literal(constant.get().value());
  }

  /** The text that a constant expression prints, if it is one. */
  static Optional<String> text(Expression expression, ExpressionNode node, Escaping escaping) {
    Budget budget = budget();
    try {
      return evaluate(expression, node, escaping)
          .map(constant ->
              escaping.isOnForConstants()
                  ? Markup.escape(constant.value(), budget).text()
                  : Texts.str(constant.value(), budget));
    } catch (PythonError | LimitReached e) {
      // it fails again, in its line, when the template runs
      return Optional.empty();
    }
  }

  /** Whether a constant expression is true, if it is one. */
  static Optional<Boolean> truth(Expression expression, ExpressionNode node, Escaping escaping) {
    return evaluate(expression, node, escaping).map(constant -> Truth.of(constant.value()));
  }

  /** The evaluation came to something that only a rendering knows. */
  static final class NotConstant extends RuntimeException {
    private static final long serialVersionUID = 1;

    private NotConstant() {
      super(null, null, false, false);
    }
  }

  /** Ends the evaluation of a constant at a node that is none. */
  static void requireRendering(Frame frame) {
    if (frame.context.isFolding()) {
      throw new NotConstant();
    }
  }

  private record Constant(@Nullable Object value) {}

  private static Optional<Constant> evaluate(
      Expression expression, ExpressionNode node, Escaping escaping) {
    if (!isConstant(expression) || (escaping.isDynamic() && dependsOnEscaping(expression))) {
      return Optional.empty();
    }
    Evaluation evaluation = new Evaluation(budget(), Clock.systemUTC());
    evaluation.autoescape(escaping.isOnForConstants());
    RenderContext context = RenderContext.forFolding(evaluation, MAX_CHARACTERS);
    try {
      return Optional.of(new Constant(node.evaluate(new Frame(context, null, 0, context.root()))));
    } catch (PythonError | LimitReached | NotConstant e) {
      // it fails again, in its line, when the template runs
      return Optional.empty();
    }
  }

  private static Budget budget() {
    return new Budget(MAX_STEPS, MAX_CHARACTERS, MAX_NESTING);
  }

  /** Filters and tests are not evaluated early where escaping is not known yet. */
  private static boolean dependsOnEscaping(Expression expression) {
    return switch (expression) {
      case Expression.Filter _, Expression.Test _ -> true;
      default -> Names.children(expression).stream().anyMatch(ConstantFolding::dependsOnEscaping);
    };
  }

  /** What is wrong with a dict display that has a constant key which cannot be one. */
  static Optional<TemplateException> impossibleKey(Expression.Dict dict) {
    for (Expression.Pair pair : dict.items()) {
      if (!isConstant(pair.key()) || !isConstant(pair.value())) {
        return Optional.empty();
      }
      Expression key = pair.key();
      if (!isHashable(key)) {
        String type = key instanceof Expression.Dict ? "dict" : "list";
        return Optional.of(
            TemplateException.syntax("unhashable type: '" + type + "'", dict.line(), 0));
      }
    }
    return Optional.empty();
  }

  private static boolean isHashable(Expression key) {
    return switch (key) {
      case Expression.ListDisplay _, Expression.Dict _ -> false;
      case Expression.Tuple tuple -> tuple.items().stream().allMatch(ConstantFolding::isHashable);
      default -> true;
    };
  }

  /** A literal is written as it is; only infinity has no way to be written. */
  static ExpressionNode literal(@Nullable Object value) {
    return isFinite(value) ? new Displays.Constant(value) : new NotFinite(value);
  }

  /** Whether a filter can be applied when the template is compiled. */
  static boolean isFoldable(Expression.Filter filter) {
    return filter.target() != null
        && Filters.find(filter.name()) != null
        && !NEED_CONTEXT.contains(filter.name());
  }

  private static boolean isConstant(Expression expression) {
    return switch (expression) {
      case Expression.Name _, Expression.Call _ -> false;
      case Expression.Filter filter -> isFoldable(filter) && areConstant(expression);
      case Expression.Test test -> Tests.find(test.name()) != null && areConstant(expression);
      // what is not reached need not be constant
      case Expression.And and -> isConstant(and.left());
      case Expression.Or or -> isConstant(or.left());
      case Expression.CondExpr condition -> isConstant(condition.test());
      default -> areConstant(expression);
    };
  }

  private static boolean areConstant(Expression expression) {
    return Names.children(expression).stream().allMatch(ConstantFolding::isConstant);
  }

  /** Whether Python could write the value as code. */
  private static boolean isPlain(@Nullable Object value) {
    return switch (value) {
      case Tuple tuple ->
          !tuple.isGroup() && tuple.items().stream().allMatch(ConstantFolding::isPlain);
      case List<?> list -> list.stream().allMatch(ConstantFolding::isPlain);
      case Map<?, ?> map ->
          map.keySet().stream().allMatch(ConstantFolding::isPlain)
              && map.values().stream().allMatch(ConstantFolding::isPlain);
      case null -> true;
      default ->
          Types.isNumber(value)
              || value instanceof String
              || value instanceof Markup
              || value instanceof PythonRange;
    };
  }

  private static boolean isFinite(@Nullable Object value) {
    return switch (value) {
      case Double number -> Double.isFinite(number);
      case Tuple tuple -> tuple.items().stream().allMatch(ConstantFolding::isFinite);
      case List<?> list -> list.stream().allMatch(ConstantFolding::isFinite);
      case Map<?, ?> map ->
          map.keySet().stream().allMatch(ConstantFolding::isFinite)
              && map.values().stream().allMatch(ConstantFolding::isFinite);
      case null, default -> true;
    };
  }

  /** A constant with infinity or NaN in it: it can be printed, but not used. */
  static final class NotFinite extends ExpressionNode {
    private final @Nullable Object value;

    NotFinite(@Nullable Object value) {
      this.value = value;
    }

    @Override
    @Nullable Object evaluate(Frame frame) {
      if (frame.context.isFolding()) {
        return value;
      }
      throw PythonError.runtimeError("a constant that is not finite cannot be used");
    }
  }
}

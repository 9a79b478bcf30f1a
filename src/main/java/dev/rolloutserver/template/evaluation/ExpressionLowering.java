package dev.rolloutserver.template.evaluation;

import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.template.TemplateException;
import dev.rolloutserver.template.builtins.Filter;
import dev.rolloutserver.template.builtins.Filters;
import dev.rolloutserver.template.builtins.TemplateTest;
import dev.rolloutserver.template.builtins.Tests;
import dev.rolloutserver.template.evaluation.Symbols.Variable;
import dev.rolloutserver.template.syntax.Expression;
import dev.rolloutserver.template.syntax.Expression.CallArguments;
import dev.rolloutserver.template.syntax.Expression.Keyword;
import dev.rolloutserver.template.syntax.Expression.Operator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Expressions of the syntax tree to nodes. */
final class ExpressionLowering {
  /** Deeper trees than any Python compiler takes. */
  private static final int MAX_DEPTH = 400;

  private int depth;

  /** How many expressions around the current one Jinja2 would try to evaluate at once. */
  private int folding;

  /** What could not be written as Python code, unless it is part of a constant. */
  private final List<TemplateException> unwritable = new ArrayList<>();

  /** What Jinja2 fails over when it looks for constants, unless the whole output is one. */
  private final List<TemplateException> impossible = new ArrayList<>();

  /** The node of an expression that is printed as a whole. */
  ExpressionNode printed(Expression expression, Scope scope) {
    ExpressionNode node = lowered(expression, scope);
    Optional<String> text = ConstantFolding.text(expression, node, scope.escaping());
    if (text.isPresent()) {
      unwritable.clear();
      impossible.clear();
      return new Displays.FixedText(text.get());
    }
    requireWritable();
    return node;
  }

  /** The node of an expression. */
  ExpressionNode lower(Expression expression, Scope scope) {
    ExpressionNode node = lowered(expression, scope);
    if (depth == 0) {
      requireWritable();
    }
    return node;
  }

  private void requireWritable() {
    if (!impossible.isEmpty()) {
      throw impossible.getFirst();
    }
    if (!unwritable.isEmpty()) {
      throw unwritable.getFirst();
    }
  }

  private ExpressionNode lowered(Expression expression, Scope scope) {
    if (++depth > MAX_DEPTH) {
      throw TemplateException.limit(
          "an expression nested more than " + MAX_DEPTH + " levels deep", expression.line());
    }
    boolean folds = isFolded(expression);
    folding += folds ? 1 : 0;
    int before = unwritable.size();
    ExpressionNode node = node(expression, scope);
    if (folding > 0 && !scope.escaping().isDynamic()) {
      if (expression instanceof Expression.Dict dict) {
        ConstantFolding.impossibleKey(dict).ifPresent(impossible::add);
      }
      ExpressionNode folded = ConstantFolding.fold(expression, node, scope.escaping());
      if (folded != null) {
        node = folded;
        unwritable.subList(before, unwritable.size()).clear();
      }
    }
    folding -= folds ? 1 : 0;
    depth--;
    return node;
  }

  /** Whether Jinja2 tries to evaluate an expression of this kind, with all its parts, at once. */
  private static boolean isFolded(Expression expression) {
    return switch (expression) {
      case Expression.Const _,
          Expression.TemplateData _,
          Expression.Name _,
          Expression.Tuple _,
          Expression.ListDisplay _,
          Expression.Dict _,
          Expression.Slice _ ->
          false;
      case Expression.CondExpr _,
          Expression.Binary _,
          Expression.And _,
          Expression.Or _,
          Expression.Not _,
          Expression.Neg _,
          Expression.Pos _,
          Expression.Concat _,
          Expression.Compare _,
          Expression.Getattr _,
          Expression.Getitem _,
          Expression.Call _,
          Expression.Filter _,
          Expression.Test _ ->
          true;
    };
  }

  private ExpressionNode node(Expression expression, Scope scope) {
    return switch (expression) {
      case Expression.Const constant -> ConstantFolding.literal(constant.value());
      case Expression.TemplateData data -> new Displays.Constant(data.data());
      case Expression.Name name -> variable(name.name(), name.line(), scope);
      case Expression.Tuple tuple -> new Displays.TupleDisplay(all(tuple.items(), scope));
      case Expression.ListDisplay list -> new Displays.ListDisplay(all(list.items(), scope));
      case Expression.Dict dict -> dict(dict, scope);
      case Expression.CondExpr condition -> conditional(condition, scope);
      case Expression.Binary binary -> binary(binary, scope);
      case Expression.And and -> new Logic.And(lower(and.left(), scope), lower(and.right(), scope));
      case Expression.Or or -> new Logic.Or(lower(or.left(), scope), lower(or.right(), scope));
      case Expression.Not not -> new Logic.Not(lower(not.operand(), scope));
      case Expression.Neg negative -> new Calculation.Negative(lower(negative.operand(), scope));
      case Expression.Pos positive -> new Calculation.Positive(lower(positive.operand(), scope));
      case Expression.Concat concat ->
          new Calculation.Concat(all(concat.operands(), scope), scope.escaping());
      case Expression.Compare compare -> compare(compare, scope);
      case Expression.Getattr attribute ->
          new Accesses.Getattr(lower(attribute.target(), scope), attribute.attribute());
      case Expression.Getitem item -> item(item, scope);
      case Expression.Slice slice -> slice(slice, scope);
      case Expression.Call call -> call(call, scope);
      case Expression.Filter filter -> filter(filter, scope);
      case Expression.Test test -> test(test, scope);
    };
  }

  private ExpressionNode binary(Expression.Binary binary, Scope scope) {
    ExpressionNode left = lower(binary.left(), scope);
    ExpressionNode right = lower(binary.right(), scope);
    return binary.operator() == Operator.ADD
        ? Sum.of(left, right)
        : new Calculation.Binary(binary.operator(), left, right);
  }

  ExpressionNode variable(String name, int line, Scope scope) {
    Variable variable = scope.symbols().reference(name, line);
    boolean parameter =
        scope.symbols().isParameter(variable) && !scope.pendingParameters().contains(variable);
    int hops = scope.function().hopsTo(variable.function());
    return new VariableNode(name, hops, variable.slot(), parameter);
  }

  private List<ExpressionNode> all(List<Expression> expressions, Scope scope) {
    List<ExpressionNode> nodes = new ArrayList<>(expressions.size());
    for (Expression expression : expressions) {
      nodes.add(lower(expression, scope));
    }
    return nodes;
  }

  private ExpressionNode dict(Expression.Dict dict, Scope scope) {
    List<ExpressionNode> keys = new ArrayList<>();
    List<ExpressionNode> values = new ArrayList<>();
    for (Expression.Pair pair : dict.items()) {
      keys.add(lower(pair.key(), scope));
      values.add(lower(pair.value(), scope));
    }
    return new Displays.DictDisplay(keys, values);
  }

  private ExpressionNode conditional(Expression.CondExpr condition, Scope scope) {
    Scope soft = scope.softened();
    return new Logic.Conditional(
        lower(condition.test(), soft),
        lower(condition.ifTrue(), soft),
        optional(condition.ifFalse(), soft),
        condition.line());
  }

  private @Nullable ExpressionNode optional(@Nullable Expression expression, Scope scope) {
    return expression == null ? null : lower(expression, scope);
  }

  private ExpressionNode compare(Expression.Compare compare, Scope scope) {
    List<Expression.Comparison> comparisons = new ArrayList<>();
    List<ExpressionNode> operands = new ArrayList<>();
    ExpressionNode first = lower(compare.first(), scope);
    for (Expression.Operand operand : compare.operands()) {
      comparisons.add(operand.comparison());
      operands.add(lower(operand.right(), scope));
    }
    return new Logic.Compare(first, comparisons, operands);
  }

  private ExpressionNode item(Expression.Getitem item, Scope scope) {
    if (item.key() instanceof Expression.Tuple tuple
        && tuple.items().stream().anyMatch(Expression.Slice.class::isInstance)) {
      unwritable.add(
          TemplateException.syntax("invalid syntax: a slice among several keys", item.line(), 0));
    }
    ExpressionNode target = lower(item.target(), scope);
    return item.key() instanceof Expression.Slice slice
        ? new Accesses.Slice(target, slice(slice, scope))
        : new Accesses.Getitem(target, lower(item.key(), scope));
  }

  private Displays.SliceDisplay slice(Expression.Slice slice, Scope scope) {
    return new Displays.SliceDisplay(
        bound(slice.start(), scope), bound(slice.stop(), scope), bound(slice.step(), scope));
  }

  private ExpressionNode bound(@Nullable Expression bound, Scope scope) {
    return bound == null ? new Displays.Constant(null) : lower(bound, scope);
  }

  private ExpressionNode call(Expression.Call call, Scope scope) {
    if (call.target() instanceof Expression.Getattr attribute) {
      return new Accesses.MethodCall(
          lower(attribute.target(), scope),
          attribute.attribute(),
          arguments(call.arguments(), scope));
    }
    return new Accesses.Call(lower(call.target(), scope), arguments(call.arguments(), scope));
  }

  ArgumentNodes arguments(CallArguments arguments, Scope scope) {
    Map<String, ExpressionNode> named = new LinkedHashMap<>();
    List<ExpressionNode> positional = all(arguments.positional(), scope);
    for (Keyword keyword : arguments.keywords()) {
      named.put(keyword.name(), lower(keyword.value(), scope));
    }
    return new ArgumentNodes(
        positional,
        named,
        optional(arguments.dynamicPositional(), scope),
        optional(arguments.dynamicKeywords(), scope));
  }

  private ExpressionNode filter(Expression.Filter filter, Scope scope) {
    Filter found = Filters.find(filter.name());
    if (found == null) {
      requireSoft("filter", filter.name(), filter.line(), filter.column(), scope);
      String missing = "No filter named '" + filter.name() + "' found.";
      found =
          (_, _, _) -> {
            throw PythonError.templateRuntimeError(missing);
          };
    }
    Expression target = filter.target();
    ExpressionNode targetNode =
        target == null ? new FilterNode.Captured(scope.escaping()) : lower(target, scope);
    return new FilterNode(
        targetNode,
        found,
        arguments(filter.arguments(), scope),
        ConstantFolding.isFoldable(filter));
  }

  private ExpressionNode test(Expression.Test test, Scope scope) {
    TemplateTest found = Tests.find(test.name());
    if (found == null) {
      requireSoft("test", test.name(), test.line(), test.column(), scope);
      String missing = "No test named '" + test.name() + "' found.";
      found =
          (_, _, _) -> {
            throw PythonError.templateRuntimeError(missing);
          };
    }
    return new TestNode(lower(test.target(), scope), found, arguments(test.arguments(), scope));
  }

  private void requireSoft(String kind, String name, int line, int column, Scope scope) {
    if (!scope.isSoft()) {
      unwritable.add(
          TemplateException.syntax("No " + kind + " named '" + name + "'.", line, column));
    }
  }
}

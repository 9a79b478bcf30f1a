package dev.rolloutserver.template.evaluation;

import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.template.values.Arguments;
import dev.rolloutserver.template.values.Iteration;
import dev.rolloutserver.template.values.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The arguments of a call, ready to be evaluated. */
final class ArgumentNodes {
  private final List<ExpressionNode> positional;
  private final Map<String, ExpressionNode> named;
  private final @Nullable ExpressionNode dynamicPositional;
  private final @Nullable ExpressionNode dynamicNamed;
  private final boolean none;

  ArgumentNodes(
      List<ExpressionNode> positional,
      Map<String, ExpressionNode> named,
      @Nullable ExpressionNode dynamicPositional,
      @Nullable ExpressionNode dynamicNamed) {
    this.positional = positional;
    this.named = named;
    this.dynamicPositional = dynamicPositional;
    this.dynamicNamed = dynamicNamed;
    this.none =
        positional.isEmpty()
            && named.isEmpty()
            && dynamicPositional == null
            && dynamicNamed == null;
  }

  Arguments evaluate(Frame frame) {
    if (none) {
      return Arguments.NONE;
    }
    List<@Nullable Object> values = new ArrayList<>(positional.size());
    for (ExpressionNode node : positional) {
      values.add(node.evaluate(frame));
    }
    Map<String, @Nullable Object> names =
        named.isEmpty() && dynamicNamed == null ? Map.of() : new LinkedHashMap<>();
    for (Map.Entry<String, ExpressionNode> entry : named.entrySet()) {
      names.put(entry.getKey(), entry.getValue().evaluate(frame));
    }
    if (dynamicPositional != null) {
      unpack(dynamicPositional.evaluate(frame), values, frame);
    }
    if (dynamicNamed != null) {
      unpackNamed(dynamicNamed.evaluate(frame), names);
    }
    return new Arguments(values, names);
  }

  private static void unpack(@Nullable Object more, List<@Nullable Object> values, Frame frame) {
    if (!Iteration.isIterable(more)) {
      throw PythonError.typeError("argument after * must be an iterable, not " + Types.name(more));
    }
    values.addAll(Iteration.list(more, frame.budget()));
  }

  private static void unpackNamed(@Nullable Object more, Map<String, @Nullable Object> names) {
    if (!(more instanceof Map<?, ?> map)) {
      throw PythonError.typeError("argument after ** must be a mapping, not " + Types.name(more));
    }
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Object key = entry.getKey();
      if (key == null || !Types.isString(key)) {
        throw PythonError.typeError("keywords must be strings");
      }
      String name = Types.stringOf(key);
      if (names.containsKey(name)) {
        throw PythonError.typeError("got multiple values for keyword argument '" + name + "'");
      }
      names.put(name, entry.getValue());
    }
  }
}

package dev.rolloutserver.template.evaluation;

import dev.rolloutserver.template.values.Missing;
import dev.rolloutserver.template.values.Undefined;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a macro or call block.
 *
 * @param parameters names that the call may pass
 * @param slots slots of the parameters, then of caller, kwargs and varargs as far as they are used
 * @param defaults values of the last parameters
 */
record MacroCode(
    @Nullable String name,
    FunctionScope function,
    List<String> parameters,
    List<Integer> slots,
    List<ExpressionNode> defaults,
    boolean usesCaller,
    boolean usesKeywords,
    boolean usesVarargs,
    ScopeEntry scope,
    Statements.Body body) {

  /** Runs the body; missing values of parameters take their defaults, in order. */
  String run(List<@Nullable Object> values, Frame outer) {
    Output out = outer.context.newOutput();
    Frame frame = new Frame(outer.context, outer, function.size(), out);
    for (int i = 0; i < values.size(); i++) {
      frame.write(0, slots.get(i), values.get(i));
    }
    scope.enter(frame);
    int firstDefault = parameters.size() - defaults.size();
    for (int i = 0; i < parameters.size(); i++) {
      if (frame.read(0, slots.get(i)) == Missing.MISSING) {
        frame.write(
            0,
            slots.get(i),
            i >= firstDefault
                ? defaults.get(i - firstDefault).evaluate(frame)
                : Undefined.because("parameter '" + parameters.get(i) + "' was not provided"));
      }
    }
    body.execute(frame);
    return out.captured();
  }
}

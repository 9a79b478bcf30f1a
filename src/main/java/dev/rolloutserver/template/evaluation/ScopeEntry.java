package dev.rolloutserver.template.evaluation;

import dev.rolloutserver.template.evaluation.Symbols.Load;
import dev.rolloutserver.template.evaluation.Symbols.Variable;
import dev.rolloutserver.template.values.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Gives the variables of a scope their first values, and takes them away at its end. */
final class ScopeEntry {
  private final List<Step> steps;
  private final List<Integer> slots;

  private ScopeEntry(List<Step> steps, List<Integer> slots) {
    this.steps = steps;
    this.slots = slots;
  }

  @FunctionalInterface
  private interface Step {
    void run(Frame frame);
  }

  /** The entry of a scope; its symbols are complete. */
  static ScopeEntry of(Symbols symbols) {
    FunctionScope function = symbols.function();
    List<Step> steps = new ArrayList<>();
    List<Step> undefined = new ArrayList<>();
    List<Integer> slots = new ArrayList<>();
    for (Map.Entry<Variable, Load> entry : symbols.loads().entrySet()) {
      int slot = entry.getKey().slot();
      slots.add(slot);
      switch (entry.getValue()) {
        case Load.Parameter _ -> {}
        case Load.Resolve resolve ->
            steps.add(frame -> frame.write(0, slot, frame.context.resolve(resolve.name())));
        case Load.Alias alias -> {
          int hops = function.hopsTo(alias.source().function());
          int source = alias.source().slot();
          steps.add(frame -> frame.write(0, slot, frame.read(hops, source)));
        }
        case Load.Nothing _ -> undefined.add(frame -> frame.write(0, slot, Missing.MISSING));
      }
    }
    steps.addAll(undefined);
    return new ScopeEntry(steps, slots);
  }

  void enter(Frame frame) {
    for (Step step : steps) {
      step.run(frame);
    }
  }

  /** Closures that outlive the scope find its variables without a value. */
  void leave(Frame frame) {
    for (int slot : slots) {
      frame.write(0, slot, Missing.MISSING);
    }
  }
}

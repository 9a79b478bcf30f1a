package dev.rolloutserver.template.evaluation;

import dev.rolloutserver.template.builtins.Evaluation;
import dev.rolloutserver.template.values.Budget;
import dev.rolloutserver.template.values.Missing;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The variables of one running template, macro or recursive loop, and where it writes to. */
final class Frame {
  final RenderContext context;
  private final @Nullable Frame outer;
  private final @Nullable Object[] slots;
  private Output out;

  Frame(RenderContext context, @Nullable Frame outer, int slots, Output out) {
    this.context = context;
    this.outer = outer;
    this.slots = new @Nullable Object[slots];
    Arrays.fill(this.slots, Missing.MISSING);
    this.out = out;
  }

  Evaluation evaluation() {
    return context.evaluation();
  }

  Budget budget() {
    return context.evaluation().budget();
  }

  Output out() {
    return out;
  }

  /** Writes to another output from now on; returns the one before. */
  Output redirect(Output other) {
    Output before = out;
    out = other;
    return before;
  }

  @Nullable Object read(int hops, int slot) {
    return at(hops).slots[slot];
  }

  void write(int hops, int slot, @Nullable Object value) {
    at(hops).slots[slot] = value;
  }

  private Frame at(int hops) {
    Frame frame = this;
    for (int i = 0; i < hops; i++) {
      Frame next = frame.outer;
      if (next == null) {
        throw new IllegalStateException("a variable beyond the outermost frame");
      }
      frame = next;
    }
    return frame;
  }
}

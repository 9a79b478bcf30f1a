package dev.rolloutserver.template.evaluation;

import dev.rolloutserver.template.values.Generator;
import dev.rolloutserver.template.values.Iteration;
import dev.rolloutserver.template.values.KeptElements;
import dev.rolloutserver.template.values.Markup;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Loops, recursive ones too. */
final class Loops {
  private Loops() {}

  /**
   * The parts of a loop.
   *
   * @param loopSlot slot of the variable {@code loop}, or -1 where nothing reads it
   */
  record Parts(
      TargetNode target,
      @Nullable FilteredLoop filter,
      int loopSlot,
      ScopeEntry scope,
      Statements.Body body,
      ScopeEntry otherwiseScope,
      Statements.Body otherwise,
      int line) {
    /** The elements, without those that the loop's filter leaves out. */
    @Nullable Object elements(@Nullable Object iterable, Frame frame) {
      return filter == null ? iterable : filter.over(iterable, frame);
    }

    /** Runs all iterations and the else branch. */
    Flow run(
        @Nullable Object elements,
        Frame frame,
        int depth,
        LoopContext.@Nullable Recursion recursion) {
      boolean completed = iterate(elements, frame, depth, recursion);
      scope.leave(frame);
      if (completed) {
        return Flow.NEXT;
      }
      otherwiseScope.enter(frame);
      Flow flow = otherwise.execute(frame);
      otherwiseScope.leave(frame);
      return flow;
    }

    /** Whether an iteration came to the end of its body: then there is no else. */
    private boolean iterate(
        @Nullable Object elements,
        Frame frame,
        int depth,
        LoopContext.@Nullable Recursion recursion) {
      boolean completed = false;
      Iterator<@Nullable Object> iterator;
      if (loopSlot < 0) {
        iterator = Iteration.over(elements);
      } else {
        LoopContext loop = new LoopContext(elements, depth, recursion, frame.evaluation());
        frame.write(0, loopSlot, loop);
        iterator = loop;
      }
      while (iterator.hasNext()) {
        frame.budget().step(1);
        target.assign(iterator.next(), frame);
        scope.enter(frame);
        Flow flow = body.execute(frame);
        completed |= flow == Flow.NEXT;
        if (flow == Flow.BREAK) {
          break;
        }
        frame.evaluation().line(line);
      }
      return completed;
    }
  }

  static final class Loop extends StatementNode {
    private final ExpressionNode iterable;
    private final Parts parts;

    Loop(ExpressionNode iterable, Parts parts) {
      this.iterable = iterable;
      this.parts = parts;
    }

    @Override
    Flow execute(Frame frame) {
      Statements.begin(frame, 1, parts.line());
      return parts.run(parts.elements(iterable.evaluate(frame), frame), frame, 0, null);
    }
  }

  /** A loop in a function of its own, which the body may call with other elements. */
  static final class RecursiveLoop extends StatementNode {
    private final ExpressionNode iterable;
    private final FunctionScope function;
    private final Parts parts;
    private final Escaping escaping;

    RecursiveLoop(ExpressionNode iterable, FunctionScope function, Parts parts, Escaping escaping) {
      this.iterable = iterable;
      this.function = function;
      this.parts = parts;
      this.escaping = escaping;
    }

    @Override
    Flow execute(Frame frame) {
      Statements.begin(frame, 1, parts.line());
      frame.out().join(run(iterable.evaluate(frame), frame, 0));
      return Flow.NEXT;
    }

    private Object run(@Nullable Object elements, Frame outer, int depth) {
      outer.budget().step(MacroValue.STEPS);
      outer.budget().enter(MacroValue.LEVELS);
      Output out = outer.context.newOutput();
      Frame frame = new Frame(outer.context, outer, function.size(), out);
      parts.run(
          parts.elements(elements, outer),
          frame,
          depth,
          (more, deeper) -> run(more, outer, deeper));
      outer.budget().leave(MacroValue.LEVELS);
      String text = out.captured();
      return escaping.isOn(outer) ? new Markup(text) : text;
    }
  }

  /** The filter of a loop: {@code for x in y if x}. */
  static final class FilteredLoop {
    private final FunctionScope function;
    private final ScopeEntry scope;
    private final TargetNode target;
    private final ExpressionNode test;

    FilteredLoop(FunctionScope function, ScopeEntry scope, TargetNode target, ExpressionNode test) {
      this.function = function;
      this.scope = scope;
      this.target = target;
      this.test = test;
    }

    Generator over(@Nullable Object iterable, Frame outer) {
      return Generator.of(
          "loop filter",
          outer.budget(),
          () -> {
            Frame frame = new Frame(outer.context, outer, function.size(), outer.out());
            scope.enter(frame);
            Iterator<@Nullable Object> kept =
                new KeptElements(
                    Iteration.over(iterable),
                    element -> {
                      target.assign(element, frame);
                      return test.isTrue(frame);
                    },
                    frame.budget());
            return reassembled(kept, frame);
          });
    }

    /** Elements that were taken apart by the target are tuples from then on. */
    private Iterator<@Nullable Object> reassembled(Iterator<@Nullable Object> kept, Frame frame) {
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return kept.hasNext();
        }

        @Override
        public @Nullable Object next() {
          kept.next();
          return target.assigned(frame);
        }
      };
    }
  }
}

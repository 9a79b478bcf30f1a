package dev.rolloutserver.template.evaluation;

import dev.rolloutserver.template.values.Generator;
import dev.rolloutserver.template.values.Iteration;
import dev.rolloutserver.template.values.Markup;
import java.util.Iterator;
import java.util.NoSuchElementException;
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
      boolean completed =
          loopSlot < 0
              ? iterate(elements, frame)
              : iterateExtended(elements, frame, depth, recursion);
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
    private boolean iterate(@Nullable Object elements, Frame frame) {
      boolean completed = false;
      Iterator<@Nullable Object> iterator = Iteration.over(elements);
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

    private boolean iterateExtended(
        @Nullable Object elements,
        Frame frame,
        int depth,
        LoopContext.@Nullable Recursion recursion) {
      boolean completed = false;
      LoopContext loop = new LoopContext(elements, depth, recursion, frame.evaluation());
      while (loop.hasNext()) {
        frame.budget().step(1);
        target.assign(loop.next(), frame);
        frame.write(0, loopSlot, loop);
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
            return new Elements(Iteration.over(iterable), frame);
          });
    }

    private final class Elements implements Iterator<@Nullable Object> {
      private final Iterator<@Nullable Object> elements;
      private final Frame frame;
      private @Nullable Object next;
      private boolean ready;

      Elements(Iterator<@Nullable Object> elements, Frame frame) {
        this.elements = elements;
        this.frame = frame;
      }

      @Override
      public boolean hasNext() {
        while (!ready && elements.hasNext()) {
          frame.budget().step(1);
          target.assign(elements.next(), frame);
          next = target.assigned(frame);
          ready = test.isTrue(frame);
        }
        return ready;
      }

      @Override
      public @Nullable Object next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        ready = false;
        return next;
      }
    }
  }
}

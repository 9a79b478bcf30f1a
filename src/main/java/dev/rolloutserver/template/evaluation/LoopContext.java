package dev.rolloutserver.template.evaluation;

import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.template.builtins.BoundMethod;
import dev.rolloutserver.template.builtins.Evaluation;
import dev.rolloutserver.template.values.Arguments;
import dev.rolloutserver.template.values.Equality;
import dev.rolloutserver.template.values.Iteration;
import dev.rolloutserver.template.values.Missing;
import dev.rolloutserver.template.values.PythonCallable;
import dev.rolloutserver.template.values.Sized;
import dev.rolloutserver.template.values.TemplateIterable;
import dev.rolloutserver.template.values.TemplateObject;
import dev.rolloutserver.template.values.Tuple;
import dev.rolloutserver.template.values.Undefined;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The special variable {@code loop}: where an iteration stands. */
final class LoopContext
    implements TemplateObject, TemplateIterable, Sized, PythonCallable, Iterator<@Nullable Object> {
  private final @Nullable Object iterable;
  private final int depth0;
  private final @Nullable Recursion recursion;
  private final Evaluation evaluation;
  private Iterator<@Nullable Object> iterator;
  private long length = -1;
  private long index0 = -1;
  private @Nullable Object current = Missing.MISSING;
  private @Nullable Object before = Missing.MISSING;
  private @Nullable Object after = Missing.MISSING;
  private @Nullable Object lastChanged = Missing.MISSING;

  /** Runs the loop again over other elements, one level deeper. */
  @FunctionalInterface
  interface Recursion {
    Object run(@Nullable Object elements, int depth);
  }

  LoopContext(
      @Nullable Object iterable, int depth0, @Nullable Recursion recursion, Evaluation evaluation) {
    this.iterable = iterable;
    this.depth0 = depth0;
    this.recursion = recursion;
    this.evaluation = evaluation;
    this.iterator = Iteration.over(iterable);
  }

  @Override
  public boolean hasNext() {
    return after != Missing.MISSING || iterator.hasNext();
  }

  @Override
  public @Nullable Object next() {
    Object next = after;
    if (next == Missing.MISSING) {
      next = iterator.next();
    }
    after = Missing.MISSING;
    index0++;
    before = current;
    current = next;
    return next;
  }

  @Override
  public @Nullable Object attribute(String name) {
    return switch (name) {
      case "index0" -> index0;
      case "index" -> index0 + 1;
      case "revindex0" -> length() - index0 - 1;
      case "revindex" -> length() - index0;
      case "first" -> index0 == 0;
      case "last" -> peek() == Missing.MISSING;
      case "length" -> length();
      case "depth0" -> (long) depth0;
      case "depth" -> depth0 + 1L;
      case "previtem" -> index0 == 0 ? Undefined.because("there is no previous item") : before;
      case "nextitem" -> {
        Object next = peek();
        yield next == Missing.MISSING ? Undefined.because("there is no next item") : next;
      }
      case "cycle" -> BoundMethod.of(this, name, (_, arguments, _) -> cycle(arguments), evaluation);
      case "changed" ->
          BoundMethod.of(this, name, (_, arguments, _) -> changed(arguments), evaluation);
      default -> Missing.MISSING;
    };
  }

  private @Nullable Object peek() {
    if (after == Missing.MISSING && iterator.hasNext()) {
      after = iterator.next();
    }
    return after;
  }

  /** What has no length is read to its end to find one. */
  @Override
  public long length() {
    if (length < 0) {
      OptionalLong known = Iteration.lengthIfAny(iterable);
      if (known.isPresent()) {
        length = known.getAsLong();
      } else {
        List<@Nullable Object> rest = new ArrayList<>();
        while (iterator.hasNext()) {
          evaluation.budget().allocateElements(1);
          rest.add(iterator.next());
        }
        iterator = rest.iterator();
        length = rest.size() + index0 + 1 + (after == Missing.MISSING ? 0 : 1);
      }
    }
    return length;
  }

  private @Nullable Object cycle(Arguments arguments) {
    arguments.onlyPositional("cycle");
    if (arguments.count() == 0) {
      throw PythonError.typeError("no items for cycling given");
    }
    return arguments.positional().get(Math.floorMod(index0, arguments.count()));
  }

  private boolean changed(Arguments arguments) {
    arguments.onlyPositional("changed");
    Tuple values = Tuple.of(arguments.positional());
    if (Equality.equal(lastChanged, values, evaluation.budget())) {
      return false;
    }
    lastChanged = values;
    return true;
  }

  @Override
  public @Nullable Object call(Arguments arguments) {
    if (arguments.count() != 1 || !arguments.named().isEmpty()) {
      throw PythonError.typeError("loop takes exactly one argument");
    }
    if (recursion == null) {
      throw PythonError.typeError(
          "The loop must have the 'recursive' marker to be called recursively.");
    }
    return recursion.run(arguments.positional().getFirst(), depth0 + 1);
  }

  /** Walking over the loop itself takes its elements away. */
  @Override
  public Iterator<@Nullable Object> iterator() {
    Iterator<@Nullable Object> self = this;
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return self.hasNext();
      }

      @Override
      public Object next() {
        return Tuple.of(self.next(), LoopContext.this);
      }
    };
  }

  @Override
  public String type() {
    return "LoopContext";
  }

  @Override
  public String text() {
    return "<LoopContext " + (index0 + 1) + "/" + length() + ">";
  }
}

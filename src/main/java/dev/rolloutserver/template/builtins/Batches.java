package dev.rolloutserver.template.builtins;

import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.template.values.Arithmetic;
import dev.rolloutserver.template.values.Equality;
import dev.rolloutserver.template.values.Iteration;
import dev.rolloutserver.template.values.Ordering;
import dev.rolloutserver.template.values.Types;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Lists of lists: items in lines of a length, or in a number of columns. */
final class Batches {
  private Batches() {}

  /** Lines of this many items; the last one is filled up if wanted. */
  static Iterator<@Nullable Object> batches(
      @Nullable Object value,
      @Nullable Object lineCount,
      @Nullable Object fill,
      Evaluation evaluation) {
    Iterator<@Nullable Object> items = Iteration.over(value);
    return new Iterator<>() {
      private List<@Nullable Object> line = new ArrayList<>();
      private @Nullable List<@Nullable Object> ready;
      private boolean ended;

      @Override
      public boolean hasNext() {
        while (ready == null && !ended) {
          advance();
        }
        return ready != null;
      }

      private void advance() {
        if (!items.hasNext()) {
          ended = true;
          if (!line.isEmpty()) {
            fillUp();
            ready = line;
          }
          return;
        }
        evaluation.budget().allocateElements(1);
        Object item = items.next();
        if (Equality.equal((long) line.size(), lineCount, evaluation.budget())) {
          ready = line;
          line = new ArrayList<>();
        }
        line.add(item);
      }

      private void fillUp() {
        boolean shorter =
            fill != null
                && Ordering.holds(
                    Ordering.Operator.LT, (long) line.size(), lineCount, evaluation.budget());
        if (shorter) {
          Object missing = Arithmetic.subtract(lineCount, (long) line.size());
          long count = Passed.integer(missing, 0);
          evaluation.budget().allocateElements(count);
          for (long i = 0; i < count; i++) {
            line.add(fill);
          }
        }
      }

      @Override
      public Object next() {
        List<@Nullable Object> next = hasNext() ? ready : null;
        if (next == null) {
          throw new NoSuchElementException();
        }
        ready = null;
        return next;
      }
    };
  }

  /** This many columns of nearly the same length, the first ones longer. */
  static Iterator<@Nullable Object> slices(
      @Nullable Object value,
      @Nullable Object slices,
      @Nullable Object fill,
      Evaluation evaluation) {
    List<@Nullable Object> items = Iteration.list(value, evaluation.budget());
    if (slices == null || !Types.isInt(slices)) {
      Arithmetic.floorDivide((long) items.size(), slices);
      throw PythonError.typeError(
          "'" + Types.name(slices) + "' object cannot be interpreted as an integer");
    }
    long count = Passed.integer(slices, 0);
    if (count == 0) {
      throw PythonError.zeroDivisionError("integer division or modulo by zero");
    }
    evaluation.budget().allocateElements(Math.max(0, count));
    List<@Nullable Object> columns = new ArrayList<>();
    long longer = count < 0 ? 0 : items.size() % count;
    long length = count < 0 ? 0 : items.size() / count;
    int start = 0;
    for (long i = 0; i < count; i++) {
      int end = (int) (start + length + (i < longer ? 1 : 0));
      List<@Nullable Object> column = new ArrayList<>(items.subList(start, end));
      if (fill != null && i >= longer) {
        column.add(fill);
      }
      columns.add(column);
      start = end;
    }
    return columns.iterator();
  }
}

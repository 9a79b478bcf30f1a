package dev.rolloutserver.template.values;

import java.util.Collections;
import java.util.Iterator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A lazy sequence that can be read once and has no length: Python's generators and iterators. What
 * it needs is evaluated when the first element is asked for.
 */
public final class Generator implements Iterator<@Nullable Object> {
  private final String type;
  private final String text;
  private final Budget budget;
  private @Nullable Supplier<Iterator<@Nullable Object>> source;
  private Iterator<@Nullable Object> elements = Collections.emptyIterator();

  private Generator(
      String type, String text, Budget budget, Supplier<Iterator<@Nullable Object>> source) {
    this.type = type;
    this.text = text;
    this.budget = budget;
    this.source = source;
  }

  /** A generator of this function. */
  public static Generator of(
      String function, Budget budget, Supplier<Iterator<@Nullable Object>> source) {
    return new Generator("generator", "generator object " + function, budget, source);
  }

  /** An iterator of this type. */
  public static Generator iterator(
      String type, Budget budget, Supplier<Iterator<@Nullable Object>> source) {
    return new Generator(type, type + " object", budget, source);
  }

  /** The name of its Python type. */
  public String type() {
    return type;
  }

  @Override
  public boolean hasNext() {
    // a generator over a generator over … is as deep as a recursion
    budget.enter();
    if (source != null) {
      Supplier<Iterator<@Nullable Object>> first = source;
      source = null;
      elements = first.get();
    }
    boolean more = elements.hasNext();
    budget.leave();
    return more;
  }

  @Override
  public @Nullable Object next() {
    budget.enter();
    Object next = elements.next();
    budget.leave();
    return next;
  }

  @Override
  public String toString() {
    return "<" + text + " at " + Texts.address(this) + ">";
  }
}

package dev.rolloutserver.template.values;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The elements of an iterator that fulfil a condition, looked for only when they are wanted. */
public final class KeptElements implements Iterator<@Nullable Object> {
  private final Iterator<@Nullable Object> elements;
  private final Predicate<@Nullable Object> condition;
  private final Budget budget;
  private @Nullable Object next;
  private boolean ready;

  /** The elements that fulfil the condition; each element looked at is a step. */
  public KeptElements(
      Iterator<@Nullable Object> elements, Predicate<@Nullable Object> condition, Budget budget) {
    this.elements = elements;
    this.condition = condition;
    this.budget = budget;
  }

  @Override
  public boolean hasNext() {
    while (!ready && elements.hasNext()) {
      budget.step(1);
      next = elements.next();
      ready = condition.test(next);
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

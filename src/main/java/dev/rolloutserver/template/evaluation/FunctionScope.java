package dev.rolloutserver.template.evaluation;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The slots of a template, macro or recursive loop; each has frames of its own at run time. */
final class FunctionScope {
  private final @Nullable FunctionScope outer;
  private final Map<String, Integer> slots = new HashMap<>();

  FunctionScope(@Nullable FunctionScope outer) {
    this.outer = outer;
  }

  /** The slot of an identifier; sibling scopes of one level share it, as in Jinja2's code. */
  int slot(String identifier) {
    return slots.computeIfAbsent(identifier, name -> slots.size());
  }

  int size() {
    return slots.size();
  }

  /** How many frames out the owner of a variable is. */
  int hopsTo(FunctionScope owner) {
    int hops = 0;
    for (FunctionScope scope = this; scope != null; scope = scope.outer) {
      if (scope == owner) {
        return hops;
      }
      hops++;
    }
    throw new IllegalStateException("a variable of a scope that is not around");
  }
}

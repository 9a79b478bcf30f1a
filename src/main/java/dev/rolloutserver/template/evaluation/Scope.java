package dev.rolloutserver.template.evaluation;

import dev.rolloutserver.template.evaluation.Symbols.Variable;
import java.util.HashSet;
import java.util.Set;

/** Where the lowering is: symbols, and what the surrounding statements allow. */
final class Scope {
  private final Symbols symbols;
  private final boolean soft;
  private final boolean toplevel;
  private final boolean insideLoop;
  private final Escaping escaping;
  private final Set<Variable> pendingParameters;

  private Scope(
      Symbols symbols,
      boolean soft,
      boolean toplevel,
      boolean insideLoop,
      Escaping escaping,
      Set<Variable> pendingParameters) {
    this.symbols = symbols;
    this.soft = soft;
    this.toplevel = toplevel;
    this.insideLoop = insideLoop;
    this.escaping = escaping;
    this.pendingParameters = pendingParameters;
  }

  /** The outermost scope of a template or block. */
  static Scope root(boolean toplevel) {
    Symbols symbols = Symbols.root(new FunctionScope(null));
    return new Scope(symbols, false, toplevel, false, Escaping.OFF, new HashSet<>());
  }

  Symbols symbols() {
    return symbols;
  }

  FunctionScope function() {
    return symbols.function();
  }

  /** Inside a condition: unknown filters and tests fail only when they are reached. */
  boolean isSoft() {
    return soft;
  }

  /** At the top level, or in a condition there. */
  boolean isToplevel() {
    return toplevel;
  }

  /** Whether break and continue have a loop. */
  boolean isInsideLoop() {
    return insideLoop;
  }

  Escaping escaping() {
    return escaping;
  }

  /** Parameters whose default may not be evaluated yet. */
  Set<Variable> pendingParameters() {
    return pendingParameters;
  }

  /** The branch of a condition. */
  Scope softened() {
    return new Scope(symbols, true, toplevel, insideLoop, escaping, pendingParameters);
  }

  /** A scope with variables of its own in the same function. */
  Scope inner() {
    return inner(insideLoop);
  }

  Scope innerLoop() {
    return inner(true);
  }

  private Scope inner(boolean loop) {
    Symbols inner = symbols.inner(function());
    return new Scope(inner, false, false, loop, escaping, pendingParameters);
  }

  /** The scope of a macro, call block or recursive loop, which has frames of its own. */
  Scope innerFunction(boolean loop) {
    Symbols inner = symbols.inner(new FunctionScope(function()));
    return new Scope(inner, false, false, loop, escaping, new HashSet<>());
  }

  /** A second scope beside an inner one, with variables of the same function. */
  Scope sibling(Scope inner, boolean loop) {
    Symbols beside = symbols.inner(inner.function());
    return new Scope(beside, false, false, loop, escaping, inner.pendingParameters);
  }

  Scope escaping(Escaping mode) {
    return new Scope(symbols, soft, toplevel, insideLoop, mode, pendingParameters);
  }
}

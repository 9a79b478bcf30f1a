package dev.rolloutserver.template.evaluation;

import dev.rolloutserver.template.TemplateException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which variables a scope has and where each gets its first value from, by the rules of Jinja2's
 * identifier tracking: they decide what a name means in loops, conditionals and macros.
 */
final class Symbols {
  private final int level;
  private final @Nullable Symbols parent;
  private final FunctionScope function;
  private final Map<String, Variable> references;
  private final Map<Variable, Load> loads;
  private final Set<String> stores;

  /** A variable: the slot of an identifier in its function. */
  record Variable(FunctionScope function, int slot) {}

  /** Where a variable gets its value from when the scope is entered. */
  sealed interface Load {
    /** Whoever enters the scope sets it. */
    record Parameter() implements Load {}

    /** A variable of the caller, or a global. */
    record Resolve(String name) implements Load {}

    /** The variable of the same name further out. */
    record Alias(Variable source) implements Load {}

    /** Nothing. */
    record Nothing() implements Load {}
  }

  /** The outermost scope of a function that sees nothing around it. */
  static Symbols root(FunctionScope function) {
    return new Symbols(0, null, function);
  }

  private Symbols(int level, @Nullable Symbols parent, FunctionScope function) {
    this.level = level;
    this.parent = parent;
    this.function = function;
    this.references = new LinkedHashMap<>();
    this.loads = new LinkedHashMap<>();
    this.stores = new LinkedHashSet<>();
  }

  private Symbols(Symbols original) {
    this.level = original.level;
    this.parent = original.parent;
    this.function = original.function;
    this.references = new LinkedHashMap<>(original.references);
    this.loads = new LinkedHashMap<>(original.loads);
    this.stores = new LinkedHashSet<>(original.stores);
  }

  /** A scope inside of this one, in the same function or in one of its own. */
  Symbols inner(FunctionScope innerFunction) {
    return new Symbols(level + 1, this, innerFunction);
  }

  Symbols copy() {
    return new Symbols(this);
  }

  FunctionScope function() {
    return function;
  }

  Map<Variable, Load> loads() {
    return loads;
  }

  /** A name is read. */
  void load(String name) {
    if (find(name) == null) {
      define(name, new Load.Resolve(name));
    }
  }

  /** A name is assigned. */
  void store(String name) {
    stores.add(name);
    if (references.containsKey(name)) {
      return;
    }
    Variable outer = parent == null ? null : parent.find(name);
    define(name, outer == null ? new Load.Nothing() : new Load.Alias(outer));
  }

  /** A name is set by whoever enters the scope. */
  Variable declareParameter(String name) {
    stores.add(name);
    return define(name, new Load.Parameter());
  }

  /** Takes over what the branches of a conditional have found out, each from a copy of this. */
  void mergeBranches(List<Symbols> branches) {
    Set<String> stored = new LinkedHashSet<>();
    branches.forEach(branch -> stored.addAll(branch.stores));
    stored.removeAll(new HashSet<>(stores));
    for (Symbols branch : branches) {
      references.putAll(branch.references);
      loads.putAll(branch.loads);
      stores.addAll(branch.stores);
    }
    for (String name : stored) {
      Variable outer = parent == null ? null : parent.find(name);
      loads.put(reference(name, 0), outer == null ? new Load.Resolve(name) : new Load.Alias(outer));
    }
  }

  /** The variable that a name means here. */
  Variable reference(String name, int line) {
    Variable variable = find(name);
    if (variable == null) {
      throw TemplateException.syntax(
          "the name '" + name + "' is unknown to the block that uses it", line, 0);
    }
    return variable;
  }

  /** Whether the value of a variable comes from whoever enters its scope. */
  boolean isParameter(Variable variable) {
    for (Symbols symbols = this; symbols != null; symbols = symbols.parent) {
      Load load = symbols.loads.get(variable);
      if (load != null) {
        return load instanceof Load.Parameter;
      }
    }
    return false;
  }

  /** The names assigned here and further out, with their variables. */
  Map<String, Variable> visibleStores() {
    Map<String, Variable> visible = new LinkedHashMap<>();
    for (Symbols symbols = this; symbols != null; symbols = symbols.parent) {
      for (String name : symbols.stores) {
        visible.putIfAbsent(name, reference(name, 0));
      }
    }
    return visible;
  }

  private @Nullable Variable find(String name) {
    for (Symbols symbols = this; symbols != null; symbols = symbols.parent) {
      Variable variable = symbols.references.get(name);
      if (variable != null) {
        return variable;
      }
    }
    return null;
  }

  private Variable define(String name, Load load) {
    Variable variable = new Variable(function, function.slot(level + "_" + name));
    references.put(name, variable);
    loads.put(variable, load);
    return variable;
  }
}

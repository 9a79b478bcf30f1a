package dev.rolloutserver.template.evaluation;

import dev.rolloutserver.template.syntax.Expression;
import dev.rolloutserver.template.syntax.Statement;
import dev.rolloutserver.template.syntax.Target;
import java.util.ArrayList;
import java.util.List;

/** Tells the symbols of a scope which names its statements read and assign. */
final class SymbolFinder {
  private Symbols symbols;

  private SymbolFinder(Symbols symbols) {
    this.symbols = symbols;
  }

  static void statements(Symbols symbols, List<Statement> body) {
    new SymbolFinder(symbols).visitAll(body);
  }

  static void expressions(Symbols symbols, List<? extends Expression> expressions) {
    expressions.forEach(expression -> new SymbolFinder(symbols).visit(expression));
  }

  /** Names of targets become parameters: the scope's owner sets them. */
  static void parameters(Symbols symbols, Target target) {
    switch (target) {
      case Target.Variable variable -> symbols.declareParameter(variable.name());
      case Target.NamespaceAttribute attribute -> symbols.load(attribute.name());
      case Target.Unpacked unpacked -> unpacked.items().forEach(item -> parameters(symbols, item));
    }
  }

  private void visitAll(List<Statement> body) {
    body.forEach(this::visit);
  }

  /** Stops at statements with a scope of their own, except for what is evaluated out here. */
  private void visit(Statement statement) {
    switch (statement) {
      case Statement.Output output -> output.items().forEach(this::visit);
      case Statement.If condition -> visitIf(condition);
      case Statement.For loop -> visit(loop.iterable());
      case Statement.Assign assign -> {
        visit(assign.value());
        visit(assign.target());
      }
      case Statement.AssignBlock block -> visit(block.target());
      case Statement.Macro macro -> symbols.store(macro.name());
      case Statement.CallBlock block -> visit(block.call());
      case Statement.FilterBlock block -> visit(block.filter());
      case Statement.With with -> with.values().forEach(this::visit);
      case Statement.Load load -> {
        visit(load.template());
        load.names().forEach(symbols::store);
      }
      case Statement.Autoescape _,
          Statement.Block _,
          Statement.Generation _,
          Statement.Break _,
          Statement.Continue _ -> {}
    }
  }

  /** The branches are seen in Jinja2's order: each {@code elif} is a conditional of its own. */
  private void visitIf(Statement.If condition) {
    List<Statement.Branch> branches = condition.branches();
    visit(branches.getFirst().test());
    Symbols original = symbols;
    List<Symbols> found = new ArrayList<>();
    found.add(inCopy(original, () -> visitAll(branches.getFirst().body())));
    found.add(inCopy(original, () -> branches.stream().skip(1).forEach(this::visitElif)));
    found.add(inCopy(original, () -> visitAll(condition.otherwise())));
    symbols = original;
    symbols.mergeBranches(found);
  }

  private void visitElif(Statement.Branch branch) {
    visitIf(new Statement.If(List.of(branch), List.of(), branch.line()));
  }

  private Symbols inCopy(Symbols original, Runnable visit) {
    Symbols copy = original.copy();
    symbols = copy;
    visit.run();
    return copy;
  }

  private void visit(Target target) {
    switch (target) {
      case Target.Variable variable -> symbols.store(variable.name());
      case Target.NamespaceAttribute attribute -> symbols.load(attribute.name());
      case Target.Unpacked unpacked -> unpacked.items().forEach(this::visit);
    }
  }

  private void visit(Expression expression) {
    Names.read(expression, symbols::load);
  }
}

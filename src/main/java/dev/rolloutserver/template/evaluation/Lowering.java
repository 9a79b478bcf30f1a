package dev.rolloutserver.template.evaluation;

import dev.rolloutserver.template.TemplateException;
import dev.rolloutserver.template.syntax.Expression;
import dev.rolloutserver.template.syntax.Statement;
import dev.rolloutserver.template.syntax.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The statements of a template to nodes with resolved variables. */
final class Lowering {
  private final ExpressionLowering expressions = new ExpressionLowering();
  private final LoopLowering loops = new LoopLowering(this, expressions);
  private final MacroLowering macros = new MacroLowering(this, expressions);
  private final Blocks blocks = new Blocks();
  private final BlockLowering blockLowering = new BlockLowering(this, blocks);

  /**
   * A template that is ready to run.
   *
   * @throws TemplateException for what the parser lets pass: unknown filters, break without a loop
   */
  static CompiledTemplate lower(List<Statement> template) {
    return new Lowering().template(template);
  }

  private CompiledTemplate template(List<Statement> template) {
    blockLowering.collect(template);
    Scope scope = Scope.root(true);
    int selfSlot = -1;
    if (!UndeclaredNames.of(template, Set.of("self")).isEmpty()) {
      selfSlot = scope.symbols().declareParameter("self").slot();
    }
    SymbolFinder.statements(scope.symbols(), template);
    Statements.Body body = body(template, scope);
    blockLowering.lower();
    return new CompiledTemplate(
        scope.function(), ScopeEntry.of(scope.symbols()), body, selfSlot, blocks);
  }

  Statements.Body body(List<Statement> statements, Scope scope) {
    List<StatementNode> nodes = new ArrayList<>();
    for (Statement statement : statements) {
      lower(statement, scope, nodes);
    }
    return new Statements.Body(nodes);
  }

  private void lower(Statement statement, Scope scope, List<StatementNode> nodes) {
    switch (statement) {
      case Statement.Output output -> output(output, scope, nodes);
      case Statement.If condition -> nodes.add(condition(condition, scope));
      case Statement.For loop -> nodes.add(loops.lower(loop, scope));
      case Statement.Break jump -> nodes.add(jump("break", Flow.BREAK, jump.line(), scope));
      case Statement.Continue jump ->
          nodes.add(jump("continue", Flow.CONTINUE, jump.line(), scope));
      case Statement.Assign assign -> {
        nodes.add(
            new Statements.Assign(
                target(assign.target(), scope),
                expressions.lower(assign.value(), scope),
                cost(assign.value()),
                assign.line()));
        export(assign.target(), scope, nodes);
      }
      case Statement.AssignBlock block -> {
        nodes.add(assignBlock(block, scope));
        export(block.target(), scope, nodes);
      }
      case Statement.Macro macro -> {
        nodes.add(macros.define(macro, scope));
        export(new Target.Variable(macro.name(), macro.line()), scope, nodes);
      }
      case Statement.CallBlock block -> nodes.add(macros.callBlock(block, scope));
      case Statement.Generation generation -> nodes.add(macros.generation(generation, scope));
      case Statement.FilterBlock block -> nodes.add(filterBlock(block, scope));
      case Statement.With with -> nodes.add(with(with, scope));
      case Statement.Autoescape autoescape -> nodes.add(autoescape(autoescape, scope));
      case Statement.Block block -> nodes.add(blockLowering.print(block, scope));
      case Statement.Load load -> nodes.add(load(load, scope));
    }
  }

  private StatementNode load(Statement.Load load, Scope scope) {
    if (load.kind() == Statement.Load.Kind.EXTENDS && !scope.isToplevel()) {
      throw TemplateException.syntax(
          "cannot use extend from a non top-level scope", load.line(), 0);
    }
    return new Statements.Load(expressions.lower(load.template(), scope), load.line());
  }

  private void output(Statement.Output output, Scope scope, List<StatementNode> nodes) {
    for (Expression item : output.items()) {
      if (item instanceof Expression.TemplateData data) {
        nodes.add(new Statements.Text(data.data()));
        continue;
      }
      ExpressionNode node = expressions.printed(item, scope);
      nodes.add(
          node instanceof Displays.FixedText fixed
              ? new Statements.Text(fixed.text())
              : new Statements.Print(node, scope.escaping(), cost(item), item.line()));
    }
  }

  private StatementNode condition(Statement.If condition, Scope scope) {
    Scope soft = scope.softened();
    List<ExpressionNode> tests = new ArrayList<>();
    List<Statements.Body> bodies = new ArrayList<>();
    List<Integer> lines = new ArrayList<>();
    int cost = 1;
    for (Statement.Branch branch : condition.branches()) {
      tests.add(expressions.lower(branch.test(), soft));
      bodies.add(body(branch.body(), soft));
      lines.add(branch.line());
      cost += cost(branch.test());
    }
    return new Statements.If(tests, bodies, body(condition.otherwise(), soft), cost, lines);
  }

  private static StatementNode jump(String name, Flow flow, int line, Scope scope) {
    if (!scope.isInsideLoop()) {
      throw TemplateException.syntax("'" + name + "' outside loop", line, 0);
    }
    return new Statements.Jump(flow);
  }

  private StatementNode assignBlock(Statement.AssignBlock block, Scope scope) {
    Scope inner = scope.inner();
    SymbolFinder.statements(inner.symbols(), block.body());
    Statements.Body body = body(block.body(), inner);
    TargetNode target = target(block.target(), scope);
    Expression.Filter filter = block.filter();
    return new Statements.AssignBlock(
        target,
        filter == null ? null : expressions.lower(filter, inner),
        ScopeEntry.of(inner.symbols()),
        body,
        block.line());
  }

  private StatementNode filterBlock(Statement.FilterBlock block, Scope scope) {
    Scope inner = scope.inner();
    SymbolFinder.statements(inner.symbols(), block.body());
    SymbolFinder.expressions(inner.symbols(), List.of(block.filter()));
    Statements.Body body = body(block.body(), inner);
    ExpressionNode filter = expressions.lower(block.filter(), inner);
    return new Statements.FilterBlock(filter, ScopeEntry.of(inner.symbols()), body, block.line());
  }

  private StatementNode with(Statement.With with, Scope scope) {
    Scope inner = scope.inner();
    with.targets().forEach(target -> SymbolFinder.parameters(inner.symbols(), target));
    SymbolFinder.statements(inner.symbols(), with.body());
    List<TargetNode> targets = new ArrayList<>();
    List<ExpressionNode> values = new ArrayList<>();
    for (int i = 0; i < with.targets().size(); i++) {
      targets.add(target(with.targets().get(i), inner));
      values.add(expressions.lower(with.values().get(i), scope));
    }
    Statements.Body body = body(with.body(), inner);
    return new Statements.With(ScopeEntry.of(inner.symbols()), targets, values, body, with.line());
  }

  private StatementNode autoescape(Statement.Autoescape autoescape, Scope scope) {
    Scope inner = scope.inner();
    SymbolFinder.expressions(inner.symbols(), List.of(autoescape.enabled()));
    SymbolFinder.statements(inner.symbols(), autoescape.body());
    ExpressionNode enabled = expressions.lower(autoescape.enabled(), inner);
    Escaping outer = scope.escaping();
    Escaping mode =
        ConstantFolding.truth(autoescape.enabled(), enabled, outer)
            .map(outer::with)
            .orElse(outer.asDynamic());
    Statements.Body body = body(autoescape.body(), inner.escaping(mode));
    return new Statements.Autoescape(ScopeEntry.of(inner.symbols()), enabled, body);
  }

  TargetNode target(Target target, Scope scope) {
    return switch (target) {
      case Target.Variable variable -> {
        Symbols.Variable found = scope.symbols().reference(variable.name(), variable.line());
        yield new TargetNode.Variable(scope.function().hopsTo(found.function()), found.slot());
      }
      case Target.NamespaceAttribute attribute -> {
        Symbols.Variable found = scope.symbols().reference(attribute.name(), attribute.line());
        yield new TargetNode.NamespaceAttribute(
            scope.function().hopsTo(found.function()), found.slot(), attribute.attribute());
      }
      case Target.Unpacked unpacked ->
          new TargetNode.Unpacked(
              unpacked.items().stream().map(item -> target(item, scope)).toList());
    };
  }

  /** Variables of the top level are there for blocks, if there are any. */
  private void export(Target target, Scope scope, List<StatementNode> nodes) {
    if (!scope.isToplevel() || blockLowering.isEmpty()) {
      return;
    }
    List<String> names = new ArrayList<>();
    collectNames(target, names);
    List<ExpressionNode> variables = new ArrayList<>();
    for (String name : names) {
      variables.add(expressions.variable(name, target.line(), scope));
    }
    nodes.add(new Statements.Export(names, variables));
  }

  private static void collectNames(Target target, List<String> names) {
    switch (target) {
      case Target.Variable variable -> names.add(variable.name());
      case Target.NamespaceAttribute _ -> {}
      case Target.Unpacked unpacked -> unpacked.items().forEach(item -> collectNames(item, names));
    }
  }

  /** The steps that a statement with this expression is charged. */
  static int cost(@Nullable Expression expression) {
    if (expression == null) {
      return 1;
    }
    int cost = 1;
    for (Expression child : Names.children(expression)) {
      cost += cost(child);
    }
    return cost;
  }
}

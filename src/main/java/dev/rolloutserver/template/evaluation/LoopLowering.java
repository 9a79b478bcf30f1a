package dev.rolloutserver.template.evaluation;

import dev.rolloutserver.template.TemplateException;
import dev.rolloutserver.template.syntax.Expression;
import dev.rolloutserver.template.syntax.Statement;
import dev.rolloutserver.template.syntax.Target;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Loops to nodes. */
final class LoopLowering {
  private final Lowering lowering;
  private final ExpressionLowering expressions;

  LoopLowering(Lowering lowering, ExpressionLowering expressions) {
    this.lowering = lowering;
    this.expressions = expressions;
  }

  StatementNode lower(Statement.For loop, Scope scope) {
    requireLoopUnassigned(loop);
    Scope inner = loop.recursive() ? scope.innerFunction(true) : scope.innerLoop();
    boolean extended =
        loop.recursive()
            || !UndeclaredNames.of(loop.body(), Set.of("loop")).isEmpty()
            || hasScopedBlock(loop.body());
    int loopSlot = extended ? inner.symbols().declareParameter("loop").slot() : -1;
    SymbolFinder.parameters(inner.symbols(), loop.target());
    SymbolFinder.statements(inner.symbols(), loop.body());
    Scope otherwise = scope.sibling(inner, !loop.recursive() && scope.isInsideLoop());
    SymbolFinder.statements(otherwise.symbols(), loop.otherwise());
    Loops.Parts parts =
        new Loops.Parts(
            lowering.target(loop.target(), inner),
            filter(loop, scope),
            loopSlot,
            ScopeEntry.of(inner.symbols()),
            lowering.body(loop.body(), inner),
            ScopeEntry.of(otherwise.symbols()),
            lowering.body(loop.otherwise(), otherwise),
            loop.line());
    ExpressionNode iterable = expressions.lower(loop.iterable(), scope);
    return loop.recursive()
        ? new Loops.RecursiveLoop(iterable, inner.function(), parts, scope.escaping())
        : new Loops.Loop(iterable, parts);
  }

  private Loops.@Nullable FilteredLoop filter(Statement.For loop, Scope scope) {
    Expression test = loop.filter();
    if (test == null) {
      return null;
    }
    Scope inner = scope.innerFunction(false);
    SymbolFinder.parameters(inner.symbols(), loop.target());
    SymbolFinder.expressions(inner.symbols(), List.of(test));
    return new Loops.FilteredLoop(
        inner.function(),
        ScopeEntry.of(inner.symbols()),
        lowering.target(loop.target(), inner),
        expressions.lower(test, inner));
  }

  private static void requireLoopUnassigned(Statement.For loop) {
    if (assignsLoop(loop)) {
      throw TemplateException.syntax(
          "Can't assign to special loop variable in for-loop target", loop.line(), 0);
    }
  }

  private static boolean assignsLoop(Statement statement) {
    return switch (statement) {
      case Statement.For loop ->
          isLoop(loop.target()) || anyAssigns(loop.body()) || anyAssigns(loop.otherwise());
      case Statement.If condition ->
          condition.branches().stream().anyMatch(branch -> anyAssigns(branch.body()))
              || anyAssigns(condition.otherwise());
      case Statement.Assign assign -> isLoop(assign.target());
      case Statement.AssignBlock block -> isLoop(block.target()) || anyAssigns(block.body());
      case Statement.Macro macro -> anyAssigns(macro.body());
      case Statement.CallBlock block -> anyAssigns(block.body());
      case Statement.FilterBlock block -> anyAssigns(block.body());
      case Statement.With with -> anyAssigns(with.body());
      case Statement.Autoescape autoescape -> anyAssigns(autoescape.body());
      case Statement.Block block -> anyAssigns(block.body());
      case Statement.Generation generation -> anyAssigns(generation.body());
      case Statement.Output _, Statement.Break _, Statement.Continue _, Statement.Load _ -> false;
    };
  }

  private static boolean anyAssigns(List<Statement> body) {
    return body.stream().anyMatch(LoopLowering::assignsLoop);
  }

  private static boolean isLoop(Target target) {
    return switch (target) {
      case Target.Variable variable -> variable.name().equals("loop");
      case Target.NamespaceAttribute _ -> false;
      case Target.Unpacked unpacked -> unpacked.items().stream().anyMatch(LoopLowering::isLoop);
    };
  }

  private static boolean hasScopedBlock(List<Statement> body) {
    return BlockLowering.find(body).stream().anyMatch(Statement.Block::scoped);
  }
}

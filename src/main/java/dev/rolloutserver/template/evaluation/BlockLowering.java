package dev.rolloutserver.template.evaluation;

import dev.rolloutserver.template.TemplateException;
import dev.rolloutserver.template.syntax.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Named blocks to nodes. */
final class BlockLowering {
  private final Lowering lowering;
  private final Blocks blocks;
  private final Map<String, Statement.Block> found = new LinkedHashMap<>();

  BlockLowering(Lowering lowering, Blocks blocks) {
    this.lowering = lowering;
    this.blocks = blocks;
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /** Finds all blocks of the template. */
  void collect(List<Statement> template) {
    for (Statement.Block block : find(template)) {
      if (found.put(block.name(), block) != null) {
        throw TemplateException.syntax(
            "block '" + block.name() + "' defined twice", block.line(), 0);
      }
    }
  }

  /** Lowers the bodies, each with nothing around it. */
  void lower() {
    found.forEach((name, block) -> blocks.add(name, code(block)));
  }

  StatementNode print(Statement.Block block, Scope scope) {
    return blocks
    .new Print(
        block.name(),
        block.required(),
        block.scoped() ? scope.symbols().visibleStores() : null,
        scope.function(),
        block.line());
  }

  private Blocks.Code code(Statement.Block block) {
    Scope scope = Scope.root(false);
    Set<String> used = UndeclaredNames.of(block.body(), Set.of("self", "super"));
    int selfSlot = used.contains("self") ? scope.symbols().declareParameter("self").slot() : -1;
    int superSlot = used.contains("super") ? scope.symbols().declareParameter("super").slot() : -1;
    SymbolFinder.statements(scope.symbols(), block.body());
    Statements.Body body = lowering.body(block.body(), scope);
    return new Blocks.Code(
        scope.function(), selfSlot, superSlot, ScopeEntry.of(scope.symbols()), body);
  }

  /** The blocks of a body, nested ones too. */
  static List<Statement.Block> find(List<Statement> body) {
    List<Statement.Block> all = new ArrayList<>();
    body.forEach(statement -> find(statement, all));
    return all;
  }

  private static void find(Statement statement, List<Statement.Block> all) {
    switch (statement) {
      case Statement.Block block -> {
        all.add(block);
        all.addAll(find(block.body()));
      }
      case Statement.If condition -> {
        condition.branches().forEach(branch -> all.addAll(find(branch.body())));
        all.addAll(find(condition.otherwise()));
      }
      case Statement.For loop -> {
        all.addAll(find(loop.body()));
        all.addAll(find(loop.otherwise()));
      }
      case Statement.AssignBlock block -> all.addAll(find(block.body()));
      case Statement.Macro macro -> all.addAll(find(macro.body()));
      case Statement.CallBlock block -> all.addAll(find(block.body()));
      case Statement.FilterBlock block -> all.addAll(find(block.body()));
      case Statement.With with -> all.addAll(find(with.body()));
      case Statement.Autoescape autoescape -> all.addAll(find(autoescape.body()));
      case Statement.Generation generation -> all.addAll(find(generation.body()));
      case Statement.Output _,
          Statement.Assign _,
          Statement.Break _,
          Statement.Continue _,
          Statement.Load _ -> {}
    }
  }
}

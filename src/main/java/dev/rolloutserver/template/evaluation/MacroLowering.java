package dev.rolloutserver.template.evaluation;

import dev.rolloutserver.template.TemplateException;
import dev.rolloutserver.template.evaluation.Symbols.Variable;
import dev.rolloutserver.template.syntax.Statement;
import dev.rolloutserver.template.syntax.Statement.Signature;
import dev.rolloutserver.template.syntax.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Macros, call blocks and generation tags to nodes. */
final class MacroLowering {
  private static final Set<String> SPECIAL = Set.of("caller", "kwargs", "varargs");

  private final Lowering lowering;
  private final ExpressionLowering expressions;

  MacroLowering(Lowering lowering, ExpressionLowering expressions) {
    this.lowering = lowering;
    this.expressions = expressions;
  }

  StatementNode define(Statement.Macro macro, Scope scope) {
    MacroCode code = code(macro.name(), macro.signature(), macro.body(), macro.line(), scope);
    Target target = new Target.Variable(macro.name(), macro.line());
    return new Macros.Define(code, lowering.target(target, scope));
  }

  StatementNode callBlock(Statement.CallBlock block, Scope scope) {
    MacroCode code = code(null, block.signature(), block.body(), block.line(), scope);
    return new Macros.CallBlock(
        expressions.lower(block.call().target(), scope),
        expressions.arguments(block.call().arguments(), scope),
        code,
        block.line());
  }

  StatementNode generation(Statement.Generation generation, Scope scope) {
    List<Statement> body = generation.body();
    int line = generation.line();
    return new Macros.Generation(
        code(null, new Signature(List.of(), List.of()), body, line, scope), line);
  }

  private MacroCode code(
      @Nullable String name, Signature signature, List<Statement> body, int line, Scope scope) {
    Scope inner = scope.innerFunction(false);
    Symbols symbols = inner.symbols();
    List<Variable> variables = new ArrayList<>();
    for (String parameter : signature.parameters()) {
      variables.add(symbols.declareParameter(parameter));
    }
    SymbolFinder.expressions(symbols, signature.defaults());
    SymbolFinder.statements(symbols, body);
    Set<String> used = UndeclaredNames.of(body, SPECIAL);
    boolean usesCaller = used.contains("caller");
    if (usesCaller && !signature.parameters().contains("caller")) {
      variables.add(symbols.declareParameter("caller"));
    } else if (usesCaller) {
      requireCallerDefault(signature, line);
    }
    boolean usesKeywords = used.contains("kwargs") && !signature.parameters().contains("kwargs");
    if (usesKeywords) {
      variables.add(symbols.declareParameter("kwargs"));
    }
    boolean usesVarargs = used.contains("varargs") && !signature.parameters().contains("varargs");
    if (usesVarargs) {
      variables.add(symbols.declareParameter("varargs"));
    }
    List<ExpressionNode> defaults = defaults(signature, variables, inner);
    Statements.Body lowered = lowering.body(body, inner);
    return new MacroCode(
        name,
        inner.function(),
        signature.parameters(),
        variables.stream().map(Variable::slot).toList(),
        defaults,
        usesCaller,
        usesKeywords,
        usesVarargs,
        ScopeEntry.of(symbols),
        lowered);
  }

  /** A default sees the parameters before it; those after it have no value yet. */
  private List<ExpressionNode> defaults(
      Signature signature, List<Variable> variables, Scope inner) {
    inner.pendingParameters().addAll(variables);
    int firstDefault = signature.parameters().size() - signature.defaults().size();
    List<ExpressionNode> defaults = new ArrayList<>();
    for (int i = 0; i < signature.parameters().size(); i++) {
      if (i >= firstDefault) {
        defaults.add(expressions.lower(signature.defaults().get(i - firstDefault), inner));
      }
      inner.pendingParameters().remove(variables.get(i));
    }
    inner.pendingParameters().clear();
    return defaults;
  }

  private static void requireCallerDefault(Signature signature, int line) {
    int index = signature.parameters().indexOf("caller");
    if (index < signature.parameters().size() - signature.defaults().size()) {
      throw TemplateException.syntax(
          "When defining macros or call blocks the special \"caller\" argument must be omitted or"
              + " be given a default.",
          line,
          0);
    }
  }
}

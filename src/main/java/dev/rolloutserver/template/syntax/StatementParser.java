package dev.rolloutserver.template.syntax;

import dev.rolloutserver.python.Whitespace;
import dev.rolloutserver.template.syntax.Expression.Call;
import dev.rolloutserver.template.syntax.Expression.Filter;
import dev.rolloutserver.template.syntax.Expression.TemplateData;
import dev.rolloutserver.template.syntax.Statement.Assign;
import dev.rolloutserver.template.syntax.Statement.AssignBlock;
import dev.rolloutserver.template.syntax.Statement.Autoescape;
import dev.rolloutserver.template.syntax.Statement.Block;
import dev.rolloutserver.template.syntax.Statement.Branch;
import dev.rolloutserver.template.syntax.Statement.Break;
import dev.rolloutserver.template.syntax.Statement.CallBlock;
import dev.rolloutserver.template.syntax.Statement.Continue;
import dev.rolloutserver.template.syntax.Statement.FilterBlock;
import dev.rolloutserver.template.syntax.Statement.For;
import dev.rolloutserver.template.syntax.Statement.Generation;
import dev.rolloutserver.template.syntax.Statement.If;
import dev.rolloutserver.template.syntax.Statement.Macro;
import dev.rolloutserver.template.syntax.Statement.Output;
import dev.rolloutserver.template.syntax.Statement.Signature;
import dev.rolloutserver.template.syntax.Statement.With;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The statement tags. */
final class StatementParser {
  private final TokenStream stream;
  private final ExpressionParser expressions;
  private final TargetParser targets;
  private final LoadParser loads;
  private final Parser parser;

  StatementParser(TokenStream stream, ExpressionParser expressions, Parser parser) {
    this.stream = stream;
    this.expressions = expressions;
    this.targets = new TargetParser(stream, expressions.primaries());
    this.loads = new LoadParser(stream, expressions, targets);
    this.parser = parser;
  }

  /** One statement; the stream is behind the begin of its tag. */
  Statement statement() {
    Token tag = stream.current();
    if (!tag.is(TokenType.NAME)) {
      throw stream.error("tag name expected", tag);
    }
    stream.next();
    int line = tag.line();
    return switch (tag.text()) {
      case "for" -> loop(line);
      case "if" -> condition(line);
      case "set" -> assignment(line);
      case "macro" -> macro(line);
      case "call" -> callBlock(line);
      case "filter" -> filterBlock(line);
      case "with" -> with(line);
      case "print" -> print(line);
      case "block" -> block(line);
      case "autoescape" -> autoescape(line);
      case "generation" -> new Generation(bodyTo("endgeneration"), line);
      case "break" -> new Break(line);
      case "continue" -> new Continue(line);
      case "include" -> loads.include(line);
      case "import" -> loads.importAll(line);
      case "from" -> loads.importNames(line);
      case "extends" -> loads.extension(line);
      default -> throw parser.unknownTag(tag);
    };
  }

  /** A body whose end tag is taken too. */
  private List<Statement> bodyTo(String endTag) {
    List<Statement> body = parser.bodyUntil(endTag);
    stream.next();
    return body;
  }

  private Statement loop(int line) {
    Target target = targets.target(false);
    stream.expectName("in");
    Expression iterable = expressions.primaries().tuple(false, false);
    Expression filter = stream.skipIfName("if") ? expressions.expression() : null;
    boolean recursive = stream.skipIfName("recursive");
    List<Statement> body = parser.bodyUntil("endfor", "else");
    List<Statement> otherwise =
        stream.next().isName("else") ? bodyTo("endfor") : List.<Statement>of();
    return new For(target, iterable, filter, recursive, body, otherwise, line);
  }

  private Statement condition(int line) {
    List<Branch> branches = new ArrayList<>();
    int branchLine = line;
    while (true) {
      Expression test = expressions.primaries().tuple(false, false);
      List<Statement> body = parser.bodyUntil("elif", "else", "endif");
      branches.add(new Branch(test, body, branchLine));
      Token end = stream.next();
      if (end.isName("elif")) {
        branchLine = end.line();
      } else {
        List<Statement> otherwise = end.isName("else") ? bodyTo("endif") : List.<Statement>of();
        return new If(branches, otherwise, line);
      }
    }
  }

  private Statement assignment(int line) {
    Target target = targets.target(true);
    if (stream.skipIf(TokenType.ASSIGN)) {
      return new Assign(target, expressions.primaries().tuple(false, true), line);
    }
    Filter filter = filters(null);
    return new AssignBlock(target, filter, bodyTo("endset"), line);
  }

  /** Further filters after this one. */
  private @Nullable Filter filters(@Nullable Filter first) {
    Filter filter = first;
    while (stream.skipIf(TokenType.PIPE)) {
      filter = expressions.primaries().filter(filter);
    }
    return filter;
  }

  private Statement macro(int line) {
    String name = targets.name().text();
    Signature signature = signature();
    return new Macro(name, signature, bodyTo("endmacro"), line);
  }

  private Signature signature() {
    Set<String> parameters = new LinkedHashSet<>();
    List<Expression> defaults = new ArrayList<>();
    stream.expect(TokenType.LPAREN);
    while (!stream.at(TokenType.RPAREN)) {
      if (!parameters.isEmpty()) {
        stream.expect(TokenType.COMMA);
      }
      Token name = targets.name();
      if (stream.skipIf(TokenType.ASSIGN)) {
        defaults.add(expressions.expression());
      } else if (!defaults.isEmpty()) {
        throw stream.error("non-default argument follows default argument", stream.current());
      }
      if (!parameters.add(name.text())) {
        throw stream.error("duplicate argument '" + name.text() + "'", name);
      }
    }
    stream.expect(TokenType.RPAREN);
    return new Signature(List.copyOf(parameters), defaults);
  }

  private Statement callBlock(int line) {
    Signature signature = stream.at(TokenType.LPAREN) ? signature() : Signature.EMPTY;
    Token begin = stream.current();
    if (!(expressions.expression() instanceof Call call)) {
      throw stream.error("expected call", begin);
    }
    return new CallBlock(call, signature, bodyTo("endcall"), line);
  }

  private Statement filterBlock(int line) {
    Filter first = expressions.primaries().filter(null);
    Filter filter = filters(first);
    return new FilterBlock(filter == null ? first : filter, bodyTo("endfilter"), line);
  }

  private Statement with(int line) {
    List<Target> assigned = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!stream.at(TokenType.BLOCK_END)) {
      if (!assigned.isEmpty()) {
        stream.expect(TokenType.COMMA);
      }
      assigned.add(targets.target(false));
      stream.expect(TokenType.ASSIGN);
      values.add(expressions.expression());
    }
    return new With(assigned, values, bodyTo("endwith"), line);
  }

  private Statement print(int line) {
    List<Expression> items = new ArrayList<>();
    while (!stream.at(TokenType.BLOCK_END)) {
      if (!items.isEmpty()) {
        stream.expect(TokenType.COMMA);
      }
      items.add(expressions.expression());
    }
    return new Output(items, line);
  }

  private Statement block(int line) {
    Token name = stream.expect(TokenType.NAME);
    boolean scoped = stream.skipIfName("scoped");
    boolean required = stream.skipIfName("required");
    if (stream.at(TokenType.SUB)) {
      throw stream.error(
          "Block names in Jinja have to be valid Python identifiers and may not contain hyphens,"
              + " use an underscore instead.",
          stream.current());
    }
    List<Statement> body = bodyTo("endblock");
    if (required && !body.stream().allMatch(StatementParser::isBlank)) {
      throw stream.error("Required blocks can only contain comments or whitespace", name);
    }
    stream.skipIfName(name.text());
    return new Block(name.text(), scoped, required, body, line);
  }

  private static boolean isBlank(Statement statement) {
    return statement instanceof Output output
        && output.items().stream()
            .allMatch(item ->
                item instanceof TemplateData text
                    && text.data().codePoints().allMatch(Whitespace::isSpace));
  }

  private Statement autoescape(int line) {
    Expression enabled = expressions.expression();
    return new Autoescape(enabled, bodyTo("endautoescape"), line);
  }
}

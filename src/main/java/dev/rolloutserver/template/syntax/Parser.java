package dev.rolloutserver.template.syntax;

import dev.rolloutserver.template.TemplateException;
import dev.rolloutserver.template.syntax.Expression.TemplateData;
import dev.rolloutserver.template.syntax.Statement.Output;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

/** Template text to a list of statements. */
public final class Parser {
  private final TokenStream stream;
  private final ExpressionParser expressions;
  private final StatementParser statements;

  /** The end tags that are waited for, innermost first. */
  private final Deque<List<String>> ends = new ArrayDeque<>();

  /** The tags whose statements are being read, innermost first. */
  private final Deque<String> tags = new ArrayDeque<>();

  private Parser(TokenStream stream) {
    this.stream = stream;
    this.expressions = new ExpressionParser(stream);
    this.statements = new StatementParser(stream, expressions, this);
  }

  /**
   * The statements of a template.
   *
   * @throws TemplateException with line and column, if the text is not a template
   */
  public static List<Statement> parse(String template) {
    return new Parser(new TokenStream(Lexer.tokenize(template))).body(List.of());
  }

  /** Statements up to one of these end tags, whose name is then the current token. */
  List<Statement> bodyUntil(String... endTags) {
    stream.skipIf(TokenType.COLON);
    stream.expect(TokenType.BLOCK_END);
    stream.enter();
    ends.push(List.of(endTags));
    List<Statement> body = body(ends.element());
    if (stream.at(TokenType.EOF)) {
      throw stream.error("Unexpected end of template." + lookingFor(""), stream.current());
    }
    ends.pop();
    stream.leave();
    return body;
  }

  /** The error for a tag that does not exist, or does not belong here. */
  TemplateException unknownTag(Token name) {
    tags.pop();
    String message = "Encountered unknown tag '" + name.text() + "'.";
    return stream.error(message + lookingFor(name.text()), name);
  }

  private String lookingFor(String found) {
    if (ends.isEmpty()) {
      return "";
    }
    String wanted =
        ends.element().stream().map(tag -> "'" + tag + "'").collect(Collectors.joining(" or "));
    boolean isNestingMistake = ends.stream().anyMatch(outer -> outer.contains(found));
    return (isNestingMistake
            ? " You probably made a nesting mistake. Jinja is expecting this tag, but currently"
                + " looking for "
            : " Jinja was looking for the following tags: ")
        + wanted
        + ". The innermost block that needs to be closed is '"
        + tags.element()
        + "'.";
  }

  private List<Statement> body(List<String> endTags) {
    List<Statement> body = new ArrayList<>();
    List<Expression> output = new ArrayList<>();
    while (!stream.at(TokenType.EOF)) {
      Token token = stream.next();
      switch (token.type()) {
        case DATA -> output.add(new TemplateData(token.text(), token.line()));
        case VARIABLE_BEGIN -> {
          output.add(expressions.primaries().tuple(false, true));
          stream.expect(TokenType.VARIABLE_END);
        }
        case BLOCK_BEGIN -> {
          flush(output, body);
          if (stream.at(TokenType.NAME) && endTags.contains(stream.current().text())) {
            return body;
          }
          tags.push(stream.current().text());
          body.add(statements.statement());
          tags.pop();
          stream.expect(TokenType.BLOCK_END);
        }
        default -> throw new IllegalStateException("no statement begins with " + token);
      }
    }
    flush(output, body);
    return body;
  }

  private static void flush(List<Expression> output, List<Statement> body) {
    if (!output.isEmpty()) {
      body.add(new Output(List.copyOf(output), output.getFirst().line()));
      output.clear();
    }
  }
}

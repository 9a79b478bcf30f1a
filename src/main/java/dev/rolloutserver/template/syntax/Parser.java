package dev.rolloutserver.template.syntax;

import dev.rolloutserver.template.TemplateException;
import dev.rolloutserver.template.syntax.Expression.TemplateData;
import dev.rolloutserver.template.syntax.Statement.Output;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Template text to a list of statements. */
public final class Parser {
  private final TokenStream stream;
  private final ExpressionParser expressions;
  private final StatementParser statements;

  /** The end tags that are waited for, innermost first. */
  private final Deque<List<String>> ends = new ArrayDeque<>();

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
    List<String> tags = List.of(endTags);
    ends.push(tags);
    List<Statement> body = body(tags);
    ends.pop();
    stream.leave();
    if (stream.at(TokenType.EOF)) {
      throw stream.error("Unexpected end of template." + lookingFor(tags), stream.current());
    }
    return body;
  }

  /** The error for a tag that does not exist, or does not belong here. */
  TemplateException unknownTag(Token name) {
    String message = "Encountered unknown tag '" + name.text() + "'.";
    return stream.error(message + lookingFor(ends.peek()), name);
  }

  private static String lookingFor(@Nullable List<String> tags) {
    return tags == null
        ? ""
        : " Jinja was looking for the following tags: "
            + tags.stream().map(tag -> "'" + tag + "'").collect(Collectors.joining(" or "))
            + ".";
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
          body.add(statements.statement());
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

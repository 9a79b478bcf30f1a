package dev.rolloutserver.template.syntax;

import dev.rolloutserver.template.syntax.Statement.Load;
import java.util.ArrayList;
import java.util.List;

/** The tags that load other templates: parsed, though a chat template has nothing to load. */
final class LoadParser {
  private final TokenStream stream;
  private final ExpressionParser expressions;
  private final TargetParser targets;

  LoadParser(TokenStream stream, ExpressionParser expressions, TargetParser targets) {
    this.stream = stream;
    this.expressions = expressions;
    this.targets = targets;
  }

  Load include(int line) {
    Expression template = expressions.expression();
    if (stream.atName("ignore") && stream.look().isName("missing")) {
      stream.next();
      stream.next();
    }
    skipContext();
    return new Load(Load.Kind.INCLUDE, template, List.of(), line);
  }

  Load importAll(int line) {
    Expression template = expressions.expression();
    stream.expectName("as");
    String name = targets.name().text();
    skipContext();
    return new Load(Load.Kind.IMPORT, template, List.of(name), line);
  }

  Load importNames(int line) {
    Expression template = expressions.expression();
    stream.expectName("import");
    List<String> names = new ArrayList<>();
    while (true) {
      if (!names.isEmpty()) {
        stream.expect(TokenType.COMMA);
      }
      if (!stream.at(TokenType.NAME)) {
        stream.expect(TokenType.NAME);
      }
      if (skipContext()) {
        break;
      }
      Token name = targets.name();
      if (name.text().startsWith("_")) {
        throw stream.error("names starting with an underline can not be imported", name);
      }
      names.add(stream.skipIfName("as") ? targets.name().text() : name.text());
      if (skipContext() || !stream.at(TokenType.COMMA)) {
        break;
      }
    }
    return new Load(Load.Kind.IMPORT, template, names, line);
  }

  Load extension(int line) {
    return new Load(Load.Kind.EXTENDS, expressions.expression(), List.of(), line);
  }

  private boolean skipContext() {
    boolean there =
        (stream.atName("with") || stream.atName("without")) && stream.look().isName("context");
    if (there) {
      stream.next();
      stream.next();
    }
    return there;
  }
}

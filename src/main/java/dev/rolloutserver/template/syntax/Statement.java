package dev.rolloutserver.template.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement of the syntax tree, by the names of Jinja2's documentation. */
public sealed interface Statement {
  /** The line its tag begins in. */
  int line();

  /** Text and expressions that are printed. */
  record Output(List<Expression> items, int line) implements Statement {}

  /** A conditional; {@code elif} parts keep their order. */
  record If(List<Branch> branches, List<Statement> otherwise, int line) implements Statement {}

  /** A condition with its body. */
  record Branch(Expression test, List<Statement> body, int line) {}

  /** A loop; the body of {@code else} runs when no iteration came to its end. */
  record For(
      Target target,
      Expression iterable,
      @Nullable Expression filter,
      boolean recursive,
      List<Statement> body,
      List<Statement> otherwise,
      int line)
      implements Statement {}

  /** Leaves the innermost loop. */
  record Break(int line) implements Statement {}

  /** Begins the next iteration of the innermost loop. */
  record Continue(int line) implements Statement {}

  /** Assigns a value. */
  record Assign(Target target, Expression value, int line) implements Statement {}

  /** Assigns the text of a body, filtered if wanted. */
  record AssignBlock(
      Target target, Expression.@Nullable Filter filter, List<Statement> body, int line)
      implements Statement {}

  /** Defines a macro. */
  record Macro(String name, Signature signature, List<Statement> body, int line)
      implements Statement {}

  /** Calls a macro with the body as its caller. */
  record CallBlock(Expression.Call call, Signature signature, List<Statement> body, int line)
      implements Statement {}

  /** Parameters of a macro; defaults belong to the last ones. */
  record Signature(List<String> parameters, List<Expression> defaults) {
    static final Signature EMPTY = new Signature(List.of(), List.of());
  }

  /** Prints the filtered text of the body. */
  record FilterBlock(Expression.Filter filter, List<Statement> body, int line)
      implements Statement {}

  /** A scope with variables of its own. */
  record With(List<Target> targets, List<Expression> values, List<Statement> body, int line)
      implements Statement {}

  /** A scope in which output is HTML-escaped or not. */
  record Autoescape(Expression enabled, List<Statement> body, int line) implements Statement {}

  /** A named block, printed where it stands and reachable through {@code self}. */
  record Block(String name, boolean scoped, boolean required, List<Statement> body, int line)
      implements Statement {}

  /** Text that the model is to have generated; its span is reported. */
  record Generation(List<Statement> body, int line) implements Statement {}

  /** Include, import or extends: legal, but there is nothing to load from. */
  record Load(Kind kind, Expression template, List<String> names, int line) implements Statement {
    /** What is done with the other template. */
    public enum Kind {
      INCLUDE,
      IMPORT,
      EXTENDS
    }
  }
}

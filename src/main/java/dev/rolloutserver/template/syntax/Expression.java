package dev.rolloutserver.template.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An expression of the syntax tree, by the names of Jinja2's documentation. */
public sealed interface Expression {
  /** The line it begins in. */
  int line();

  /** A literal: string, Long, BigInteger, Double, Boolean or null for none. */
  record Const(@Nullable Object value, int line) implements Expression {}

  /** Text between the tags. */
  record TemplateData(String data, int line) implements Expression {}

  /** A variable, read. */
  record Name(String name, int line) implements Expression {}

  /** A comma-separated list, in parentheses or not. */
  record Tuple(List<Expression> items, int line) implements Expression {}

  /** A list display. */
  record ListDisplay(List<Expression> items, int line) implements Expression {}

  /** A dict display. */
  record Dict(List<Pair> items, int line) implements Expression {}

  /** A key with its value. */
  record Pair(Expression key, Expression value) {}

  /** {@code test} decides between two expressions; without the second it is undefined. */
  record CondExpr(Expression test, Expression ifTrue, @Nullable Expression ifFalse, int line)
      implements Expression {}

  /** Two operands and an arithmetic operator. */
  record Binary(Operator operator, Expression left, Expression right, int line)
      implements Expression {}

  /** Arithmetic operators. */
  enum Operator {
    ADD("+"),
    SUB("-"),
    MUL("*"),
    DIV("/"),
    FLOORDIV("//"),
    MOD("%"),
    POW("**");

    private final String text;

    Operator(String text) {
      this.text = text;
    }

    /** How it is written. */
    public String text() {
      return text;
    }
  }

  /** {@code and}. */
  record And(Expression left, Expression right, int line) implements Expression {}

  /** {@code or}. */
  record Or(Expression left, Expression right, int line) implements Expression {}

  /** {@code not}. */
  record Not(Expression operand, int line) implements Expression {}

  /** Unary minus. */
  record Neg(Expression operand, int line) implements Expression {}

  /** Unary plus. */
  record Pos(Expression operand, int line) implements Expression {}

  /** Operands of {@code ~}, converted to text and joined. */
  record Concat(List<Expression> operands, int line) implements Expression {}

  /** A chain of comparisons. */
  record Compare(Expression first, List<Operand> operands, int line) implements Expression {}

  /** A comparison's operator with its right side. */
  record Operand(Comparison comparison, Expression right) {}

  /** Comparison operators. */
  enum Comparison {
    EQ,
    NE,
    GT,
    GTEQ,
    LT,
    LTEQ,
    IN,
    NOT_IN
  }

  /** Attribute access: {@code a.b}. */
  record Getattr(Expression target, String attribute, int line) implements Expression {}

  /** Subscript: {@code a[b]}. */
  record Getitem(Expression target, Expression key, int line) implements Expression {}

  /** The bounds of a slice, only as the key of a subscript. */
  record Slice(
      @Nullable Expression start, @Nullable Expression stop, @Nullable Expression step, int line)
      implements Expression {}

  /** A call of a value. */
  record Call(Expression target, CallArguments arguments, int line) implements Expression {}

  /** A filter; without a target it filters the body of a block. */
  record Filter(
      @Nullable Expression target, String name, CallArguments arguments, int line, int column)
      implements Expression {}

  /** A test after {@code is}. */
  record Test(Expression target, String name, CallArguments arguments, int line, int column)
      implements Expression {}

  /** What stands between the parentheses of a call. */
  record CallArguments(
      List<Expression> positional,
      List<Keyword> keywords,
      @Nullable Expression dynamicPositional,
      @Nullable Expression dynamicKeywords) {
    static final CallArguments NONE = new CallArguments(List.of(), List.of(), null, null);
  }

  /** A named argument. */
  record Keyword(String name, Expression value) {}
}

package dev.rolloutserver.template.syntax;

/** Kinds of tokens; the text is what messages call them. */
enum TokenType {
  DATA("template data / text"),
  VARIABLE_BEGIN("begin of print statement"),
  VARIABLE_END("end of print statement"),
  BLOCK_BEGIN("begin of statement block"),
  BLOCK_END("end of statement block"),
  NAME("name"),
  STRING("string"),
  INTEGER("integer"),
  FLOAT("float"),
  ADD("+"),
  SUB("-"),
  MUL("*"),
  DIV("/"),
  FLOORDIV("//"),
  MOD("%"),
  POW("**"),
  TILDE("~"),
  LBRACKET("["),
  RBRACKET("]"),
  LPAREN("("),
  RPAREN(")"),
  LBRACE("{"),
  RBRACE("}"),
  EQ("=="),
  NE("!="),
  GT(">"),
  GTEQ(">="),
  LT("<"),
  LTEQ("<="),
  ASSIGN("="),
  DOT("."),
  COLON(":"),
  PIPE("|"),
  COMMA(","),
  SEMICOLON(";"),
  EOF("end of template");

  private final String text;

  TokenType(String text) {
    this.text = text;
  }

  /** How a message names it; for operators, how it is written. */
  String text() {
    return text;
  }

  boolean isOperator() {
    return compareTo(ADD) >= 0 && this != EOF;
  }
}

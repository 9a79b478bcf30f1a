package dev.rolloutserver.template.syntax;

import dev.rolloutserver.python.Repr;
import dev.rolloutserver.python.Whitespace;
import dev.rolloutserver.template.TemplateException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splits a template into tokens, with {@code trim_blocks} and {@code lstrip_blocks} on and one
 * final newline dropped. Every line end counts as {@code \n}.
 */
final class Lexer {
  /** Real templates have some thousands. */
  private static final int MAX_LENGTH = 1_000_000;

  private final String source;
  private final LiteralReader literals;
  private final List<Token> tokens = new ArrayList<>();
  private final Deque<Character> open = new ArrayDeque<>();
  private int position;
  private boolean lineStarting = true;
  private int lineOfMark = 1;
  private int mark;
  private int columnOfMark = 1;

  private Lexer(String source) {
    this.source = source;
    this.literals = new LiteralReader(source, this::syntaxError);
  }

  /** All tokens, the last one EOF. */
  static List<Token> tokenize(String template) {
    if (template.length() > MAX_LENGTH) {
      throw TemplateException.limit("a template of more than " + MAX_LENGTH + " characters", 1);
    }
    Lexer lexer = new Lexer(normalized(template));
    while (lexer.position < lexer.source.length()) {
      lexer.readText();
    }
    lexer.addEnd();
    return lexer.tokens;
  }

  private static String normalized(String template) {
    String text = template;
    if (text.indexOf('\r') >= 0) {
      text = text.replace("\r\n", "\n").replace('\r', '\n');
    }
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  /** Reads text up to a tag and then the tag. */
  private void readText() {
    int tag = findTag(position);
    if (tag < 0) {
      addData(position, source.length());
      position = source.length();
      return;
    }
    int rawEnd = RawBlock.beginEnd(source, tag);
    char sign = signAt(tag + 2);
    char kind = source.charAt(tag + 1);
    addData(position, strippedEnd(position, tag, sign, rawEnd >= 0 || kind != '{'));
    if (rawEnd >= 0) {
      readRaw(rawEnd);
      return;
    }
    int inside = tag + 2 + (sign == 0 ? 0 : 1);
    if (kind == '#') {
      readComment(inside);
    } else {
      TokenType begin = kind == '{' ? TokenType.VARIABLE_BEGIN : TokenType.BLOCK_BEGIN;
      add(begin, "", null, tag);
      lineStarting = false;
      position = inside;
      readTag(kind == '{' ? TokenType.VARIABLE_END : TokenType.BLOCK_END);
    }
  }

  private int findTag(int from) {
    for (int i = source.indexOf('{', from); i >= 0; i = source.indexOf('{', i + 1)) {
      if (i + 1 < source.length() && "%{#".indexOf(source.charAt(i + 1)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  private char signAt(int index) {
    char c = index < source.length() ? source.charAt(index) : 0;
    return c == '-' || c == '+' ? c : 0;
  }

  /** Where the text before a tag ends once whitespace control has had its way. */
  private int strippedEnd(int start, int tag, char sign, boolean stripsLine) {
    if (sign == '-') {
      int end = tag;
      while (end > start && Whitespace.isSpace(source.charAt(end - 1))) {
        end--;
      }
      return end;
    }
    if (sign == '+' || !stripsLine) {
      return tag;
    }
    // from the tag back to the line's begin, but never further than this text goes
    int blank = tag;
    while (blank > start && source.charAt(blank - 1) != '\n') {
      blank--;
    }
    boolean startsLine = blank > start || lineStarting;
    return startsLine && isBlank(blank, tag) ? blank : tag;
  }

  private boolean isBlank(int start, int end) {
    for (int i = start; i < end; i++) {
      if (!Whitespace.isSpace(source.charAt(i))) {
        return false;
      }
    }
    return end > start;
  }

  private void readRaw(int start) {
    RawBlock.End end = RawBlock.findEnd(source, start);
    if (start == source.length()) {
      // Jinja2 only looks for the end where there is something left
      position = start;
      return;
    }
    if (end == null) {
      throw syntaxError("Missing end of raw directive", start);
    }
    lineStarting = source.charAt(start - 1) == '\n';
    addData(start, strippedEnd(start, end.tag(), end.sign(), true));
    moveTo(end.after());
  }

  private void readComment(int inside) {
    int close = source.indexOf("#}", inside);
    if (inside == source.length()) {
      position = inside;
      return;
    }
    if (close < 0) {
      throw syntaxError("Missing end of comment tag", inside);
    }
    char sign = close > inside ? signAt(close - 1) : 0;
    moveTo(afterEnd(close + 2, sign, true));
  }

  /** Where the next text begins after a tag's end. */
  private int afterEnd(int end, char sign, boolean trims) {
    int after = end;
    if (sign == '-') {
      while (after < source.length() && Whitespace.isSpace(source.charAt(after))) {
        after++;
      }
    } else if (sign != '+' && trims && after < source.length() && source.charAt(after) == '\n') {
      after++;
    }
    return after;
  }

  private void readTag(TokenType end) {
    open.clear();
    while (position < source.length()) {
      char c = source.charAt(position);
      if (open.isEmpty() && tagEnds(end)) {
        return;
      }
      if (Whitespace.isSpace(c)) {
        position++;
      } else if (c == '"' || c == '\'') {
        LiteralReader.Literal string = literals.string(position);
        add(TokenType.STRING, string.text(), null, position);
        position = string.end();
      } else if (c >= '0' && c <= '9') {
        LiteralReader.Literal number = literals.number(position);
        TokenType type = number.value() instanceof Double ? TokenType.FLOAT : TokenType.INTEGER;
        add(type, "", number.value(), position);
        position = number.end();
      } else if (LiteralReader.isNameCharacter(source.codePointAt(position))) {
        LiteralReader.Literal name = literals.name(position);
        add(TokenType.NAME, name.text(), null, position);
        position = name.end();
      } else {
        readOperator();
      }
    }
  }

  private boolean tagEnds(TokenType end) {
    String mark = end == TokenType.VARIABLE_END ? "}}" : "%}";
    char sign = signAt(position);
    if (sign == '+' && end == TokenType.VARIABLE_END) {
      sign = 0;
    }
    int at = position + (sign == 0 ? 0 : 1);
    if (!source.startsWith(mark, at)) {
      return false;
    }
    add(end, "", null, position);
    moveTo(afterEnd(at + 2, sign, end == TokenType.BLOCK_END));
    return true;
  }

  private void readOperator() {
    TokenType type = operatorAt(position);
    if (type == null) {
      String c = source.substring(position, source.offsetByCodePoints(position, 1));
      throw syntaxError("unexpected char " + Repr.of(c), position);
    }
    String text = type.text();
    switch (type) {
      case LPAREN -> open.push(')');
      case LBRACKET -> open.push(']');
      case LBRACE -> open.push('}');
      case RPAREN, RBRACKET, RBRACE -> {
        if (open.isEmpty()) {
          throw syntaxError("unexpected '" + text + "'", position);
        }
        char expected = open.pop();
        if (expected != text.charAt(0)) {
          throw syntaxError("unexpected '" + text + "', expected '" + expected + "'", position);
        }
      }
      // the other operators do not nest
      case DATA,
          VARIABLE_BEGIN,
          VARIABLE_END,
          BLOCK_BEGIN,
          BLOCK_END,
          NAME,
          STRING,
          INTEGER,
          FLOAT,
          ADD,
          SUB,
          MUL,
          DIV,
          FLOORDIV,
          MOD,
          POW,
          TILDE,
          EQ,
          NE,
          GT,
          GTEQ,
          LT,
          LTEQ,
          ASSIGN,
          DOT,
          COLON,
          PIPE,
          COMMA,
          SEMICOLON,
          EOF -> {}
    }
    add(type, text, null, position);
    position += text.length();
  }

  /** The longest operator here. */
  private @Nullable TokenType operatorAt(int index) {
    TokenType longest = null;
    for (TokenType type : TokenType.values()) {
      if (type.isOperator()
          && source.startsWith(type.text(), index)
          && (longest == null || type.text().length() > longest.text().length())) {
        longest = type;
      }
    }
    return longest;
  }

  private void moveTo(int next) {
    lineStarting = source.charAt(next - 1) == '\n';
    position = next;
  }

  private void addData(int start, int end) {
    if (end > start) {
      add(TokenType.DATA, source.substring(start, end), null, start);
    }
  }

  private void add(TokenType type, String text, @Nullable Object number, int offset) {
    moveMark(offset);
    tokens.add(new Token(type, text, number, lineOfMark, columnOfMark));
  }

  /** The end counts to the line of the last token, as Jinja2 has it. */
  private void addEnd() {
    int line = tokens.isEmpty() ? 1 : tokens.getLast().line();
    moveMark(source.length());
    tokens.add(new Token(TokenType.EOF, "", null, line, line == lineOfMark ? columnOfMark : 0));
  }

  /** Counts lines and columns on from the last token; tokens come in order. */
  private void moveMark(int offset) {
    for (int i = mark; i < offset; i++) {
      char c = source.charAt(i);
      if (c == '\n') {
        lineOfMark++;
        columnOfMark = 1;
      } else if (!Character.isLowSurrogate(c)) {
        columnOfMark++;
      }
    }
    mark = Math.max(mark, offset);
  }

  private TemplateException syntaxError(String message, int offset) {
    moveMark(offset);
    return TemplateException.syntax(message, lineOfMark, columnOfMark);
  }
}

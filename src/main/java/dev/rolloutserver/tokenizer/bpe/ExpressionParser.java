package dev.rolloutserver.tokenizer.bpe;

import dev.rolloutserver.tokenizer.bpe.Expression.Ahead;
import dev.rolloutserver.tokenizer.bpe.Expression.Choice;
import dev.rolloutserver.tokenizer.bpe.Expression.Repeated;
import dev.rolloutserver.tokenizer.bpe.Expression.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads the part of Oniguruma's syntax that the patterns of byte-level tokenizers are written in.
 * What may mean something else to Oniguruma is refused.
 */
final class ExpressionParser {
  private static final int MAX_LENGTH = 4096;
  private static final int MAX_DEPTH = 8;
  private static final int MAX_REPETITION = 64;
  private static final String SYNTAX = "\\^$.|?*+()[]{}";
  private static final int NOTHING = -1;

  /** Letters that together are the folding of a single character, which would match them too. */
  private static final List<String> FOLDED_TOGETHER = List.of("ss", "ff", "fi", "fl", "st");

  private final CharacterKinds kinds;
  private final int[] pattern;
  private final String text;
  private int at;
  private int depth;

  private ExpressionParser(CharacterKinds kinds, String pattern) {
    this.kinds = kinds;
    this.text = pattern;
    this.pattern = pattern.codePoints().toArray();
  }

  /**
   * The alternatives of a pattern.
   *
   * @throws UnsupportedTokenizerException if it has a part that is not understood
   */
  static Choice parse(CharacterKinds kinds, String pattern) {
    ExpressionParser parser = new ExpressionParser(kinds, pattern);
    if (pattern.length() > MAX_LENGTH) {
      throw parser.refused();
    }
    Choice choice = parser.choice(false);
    if (parser.at < parser.pattern.length || choice.mayBeEmpty()) {
      throw parser.refused();
    }
    return choice;
  }

  private Choice choice(boolean ignoringCase) {
    if (++depth > MAX_DEPTH) {
      throw refused();
    }
    List<Sequence> alternatives = new ArrayList<>();
    do {
      alternatives.add(sequence(ignoringCase));
    } while (skip("|"));
    depth--;
    return new Choice(alternatives, false, false);
  }

  private Sequence sequence(boolean ignoringCase) {
    int start = at;
    List<Expression> parts = new ArrayList<>();
    while (peek() != NOTHING && peek() != '|' && peek() != ')') {
      parts.add(part(ignoringCase));
    }
    if (parts.isEmpty()) {
      throw refused();
    }
    if (ignoringCase) {
      String letters = new String(pattern, start, at - start).toLowerCase(Locale.ROOT);
      if (FOLDED_TOGETHER.stream().anyMatch(letters::contains)) {
        throw refused();
      }
    }
    return new Sequence(parts);
  }

  private Expression part(boolean ignoringCase) {
    if (skip("(?!")) {
      return ahead(true);
    }
    if (skip("(?=")) {
      return ahead(false);
    }
    if (skip("(?i:")) {
      return group(true);
    }
    if (skip("(?:")) {
      return group(ignoringCase);
    }
    CodePoints set = ignoringCase ? letterInAnyCase() : set();
    return repeated(set, ignoringCase);
  }

  private Ahead ahead(boolean negated) {
    Ahead ahead = new Ahead(set(), negated);
    require(")");
    return ahead;
  }

  private Choice group(boolean ignoringCase) {
    Choice choice = choice(ignoringCase);
    require(")");
    if (choice.mayBeEmpty()) {
      throw refused();
    }
    boolean optional = skip("?");
    boolean possessive = optional && skip("+");
    refuseQuantifier();
    return new Choice(choice.alternatives(), optional, possessive);
  }

  private Repeated repeated(CodePoints set, boolean ignoringCase) {
    int min = 1;
    int max = 1;
    boolean possessive = false;
    if (skip("?")) {
      min = 0;
      possessive = skip("+");
    } else if (skip("*")) {
      min = 0;
      max = Expression.UNBOUNDED;
      possessive = skip("+");
    } else if (skip("+")) {
      max = Expression.UNBOUNDED;
      possessive = skip("+");
    } else if (skip("{")) {
      min = number();
      max = skip(",") ? (peek() == '}' ? Expression.UNBOUNDED : number()) : min;
      require("}");
      if (max < min || max == 0) {
        throw refused();
      }
    }
    refuseQuantifier();
    if (ignoringCase && (min != 1 || max != 1)) {
      throw refused();
    }
    return new Repeated(set, min, max, possessive);
  }

  /** A quantifier of a quantifier, or a lazy one. */
  private void refuseQuantifier() {
    if (peek() != NOTHING && "?*+{".indexOf(peek()) >= 0) {
      throw refused();
    }
  }

  private int number() {
    int start = at;
    while (isAsciiDigit(peek())) {
      at++;
    }
    if (at == start || at > start + 2) {
      throw refused();
    }
    int number = Integer.parseInt(new String(pattern, start, at - start));
    if (number > MAX_REPETITION) {
      throw refused();
    }
    return number;
  }

  private CodePoints letterInAnyCase() {
    int c = take();
    if (c > '~' || c < ' ' || SYNTAX.indexOf(c) >= 0) {
      throw refused();
    }
    return switch (c) {
      case 's', 'S' -> CodePoints.of("sS\u017f");
      case 'k', 'K' -> CodePoints.of("kK\u212a");
      default ->
          Character.isLetter(c)
              ? CodePoints.of(Character.toLowerCase(c))
                  .union(CodePoints.of(Character.toUpperCase(c)))
              : CodePoints.of(c);
    };
  }

  private CodePoints set() {
    int c = take();
    if (c == '\\') {
      return escaped();
    }
    if (c == '[') {
      return bracketed();
    }
    if (SYNTAX.indexOf(c) >= 0) {
      throw refused();
    }
    return CodePoints.of(c);
  }

  /** What stands between brackets, the first of which has been taken. */
  private CodePoints bracketed() {
    if (++depth > MAX_DEPTH) {
      throw refused();
    }
    boolean negated = skip("^");
    CodePoints intersected = CodePoints.all();
    CodePoints set = CodePoints.none();
    boolean empty = true;
    while (!skip("]")) {
      if (skip("&&")) {
        if (empty) {
          throw refused();
        }
        intersected = intersected.intersection(set);
        set = CodePoints.none();
        empty = true;
      } else {
        set = set.union(element());
        empty = false;
      }
    }
    if (empty) {
      throw refused();
    }
    depth--;
    intersected = intersected.intersection(set);
    return negated ? intersected.complement() : intersected;
  }

  private CodePoints element() {
    if (peek() == '[') {
      at++;
      if (peek() == ':') {
        throw refused();
      }
      return bracketed();
    }
    CodePoints set = single();
    if (peek() != '-' || peekAfter() == ']') {
      return set;
    }
    at++;
    if (peek() == '[') {
      throw refused();
    }
    CodePoints last = single();
    if (!isOne(set) || !isOne(last) || last.bounds()[0] < set.bounds()[0]) {
      throw refused();
    }
    return CodePoints.range(set.bounds()[0], last.bounds()[0]);
  }

  private CodePoints single() {
    int c = take();
    if (c == '\\') {
      return escaped();
    }
    // what follows decides what a hyphen, a bracket or two ampersands mean
    if (c == '[' || c == ']' || (c == '-' && peek() != ']') || (c == '&' && peek() == '&')) {
      throw refused();
    }
    return CodePoints.of(c);
  }

  private static boolean isOne(CodePoints set) {
    return set.bounds().length == 2 && set.bounds()[1] == set.bounds()[0] + 1;
  }

  private CodePoints escaped() {
    int c = take();
    return switch (c) {
      case 'r' -> CodePoints.of('\r');
      case 'n' -> CodePoints.of('\n');
      case 't' -> CodePoints.of('\t');
      case 's' -> kinds.space();
      case 'S' -> kinds.space().complement();
      case 'd' -> kinds.category("Nd");
      case 'p' -> property();
      case 'P' -> property().complement();
      default -> {
        if (c > '~'
            || c <= ' '
            || isAsciiDigit(c)
            || Character.isLetter(c)
            || c == '<'
            || c == '>') {
          throw refused();
        }
        yield CodePoints.of(c);
      }
    };
  }

  private CodePoints property() {
    require("{");
    boolean negated = skip("^");
    StringBuilder name = new StringBuilder();
    while (peek() != '}') {
      name.appendCodePoint(take());
    }
    at++;
    CodePoints set =
        switch (name.toString()) {
          case "Han" -> kinds.han();
          case "L", "M", "N", "P", "S", "Z" -> kinds.category(name.toString());
          default -> name.length() == 2 ? kinds.category(name.toString()) : CodePoints.none();
        };
    // unassigned code points are not asked about, so C and Cn are not there
    if (set.isEmpty() || name.toString().startsWith("Cn") || name.toString().startsWith("Cs")) {
      throw refused();
    }
    return negated ? set.complement() : set;
  }

  private static boolean isAsciiDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private int peek() {
    return at < pattern.length ? pattern[at] : NOTHING;
  }

  private int peekAfter() {
    return at + 1 < pattern.length ? pattern[at + 1] : NOTHING;
  }

  private int take() {
    if (at == pattern.length) {
      throw refused();
    }
    return pattern[at++];
  }

  private boolean skip(String expected) {
    for (int i = 0; i < expected.length(); i++) {
      if (at + i >= pattern.length || pattern[at + i] != expected.charAt(i)) {
        return false;
      }
    }
    at += expected.length();
    return true;
  }

  private void require(String expected) {
    if (!skip(expected)) {
      throw refused();
    }
  }

  private UnsupportedTokenizerException refused() {
    String shown = text.length() > 200 ? text.substring(0, 200) + "…" : text;
    return new UnsupportedTokenizerException("the pattern " + shown + " at character " + at);
  }
}

package dev.rolloutserver.template.builtins;

import static java.util.Map.entry;

import dev.rolloutserver.python.CaseMapping;
import dev.rolloutserver.python.CharacterClass;
import dev.rolloutserver.python.LengthBudget;
import dev.rolloutserver.python.Padding;
import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.python.Replacing;
import dev.rolloutserver.python.Searching;
import dev.rolloutserver.python.SliceIndices;
import dev.rolloutserver.python.Splitting;
import dev.rolloutserver.python.Whitespace;
import dev.rolloutserver.template.values.Bytes;
import dev.rolloutserver.template.values.Iteration;
import dev.rolloutserver.template.values.Missing;
import dev.rolloutserver.template.values.Tuple;
import dev.rolloutserver.template.values.Types;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The methods of str. */
final class StringMethods {
  private static final Parameters CHARS = Parameters.positional(0, "chars");
  private static final Parameters SPLIT = Parameters.named(0, "sep", "maxsplit");
  private static final Parameters RANGE = Parameters.positional(1, "sub", "start", "end");
  private static final Parameters WIDTH = Parameters.positional(1, "width", "fillchar");
  private static final Parameters ONE = Parameters.positional(1, "value");
  private static final Parameters REPLACE = Parameters.positional(2, "old", "new", "count");

  private static final Map<String, Method> METHODS =
      Map.ofEntries(
          mapped("capitalize", CaseMapping::capitalize),
          mapped("casefold", CaseMapping::casefold),
          mapped("lower", CaseMapping::lower),
          mapped("swapcase", CaseMapping::swapcase),
          mapped("title", CaseMapping::title),
          mapped("upper", CaseMapping::upper),
          asked("isalnum", CharacterClass::isAlnum),
          asked("isalpha", CharacterClass::isAlpha),
          asked("isascii", CharacterClass::isAscii),
          asked("isdecimal", CharacterClass::isDecimal),
          asked("isdigit", CharacterClass::isDigit),
          asked("isidentifier", CharacterClass::isIdentifier),
          asked("islower", CharacterClass::isLower),
          asked("isnumeric", CharacterClass::isNumeric),
          asked("isprintable", CharacterClass::isPrintable),
          asked("isspace", CharacterClass::isSpace),
          asked("istitle", CharacterClass::isTitle),
          asked("isupper", CharacterClass::isUpper),
          method("strip", CHARS, (s, a, _) -> strip(s, a[0], Side.BOTH)),
          method("lstrip", CHARS, (s, a, _) -> strip(s, a[0], Side.LEFT)),
          method("rstrip", CHARS, (s, a, _) -> strip(s, a[0], Side.RIGHT)),
          method("split", SPLIT, (s, a, e) -> split(s, a, false, e)),
          method("rsplit", SPLIT, (s, a, e) -> split(s, a, true, e)),
          method(
              "splitlines",
              Parameters.named(0, "keepends"),
              (s, a, e) -> charged(Splitting.splitLines(s, Passed.integer(a[0], 0) != 0), s, e)),
          method("startswith", RANGE, (s, a, _) -> affix(s, a, "startswith")),
          method("endswith", RANGE, (s, a, _) -> affix(s, a, "endswith")),
          method("find", RANGE, (s, a, e) -> (long) Searching.find(s, sub(a, e), from(a), to(a))),
          method("rfind", RANGE, (s, a, e) -> (long) Searching.rfind(s, sub(a, e), from(a), to(a))),
          method("index", RANGE, (s, a, e) -> (long) Searching.index(s, sub(a, e), from(a), to(a))),
          method(
              "rindex", RANGE, (s, a, e) -> (long) Searching.rindex(s, sub(a, e), from(a), to(a))),
          method("count", RANGE, (s, a, e) -> (long) Searching.count(s, sub(a, e), from(a), to(a))),
          method("replace", REPLACE, StringMethods::replace),
          method("center", WIDTH, (s, a, e) -> Padding.center(s, width(a), fill(a), budget(e))),
          method("ljust", WIDTH, (s, a, e) -> Padding.ljust(s, width(a), fill(a), budget(e))),
          method("rjust", WIDTH, (s, a, e) -> Padding.rjust(s, width(a), fill(a), budget(e))),
          method("zfill", ONE, (s, a, e) -> Padding.zfill(s, Passed.size(a[0], 0), budget(e))),
          method(
              "expandtabs",
              Parameters.named(0, "tabsize"),
              (s, a, e) -> Padding.expandTabs(s, Passed.size(a[0], 8), budget(e))),
          method("partition", ONE, (s, a, _) -> partition(s, Passed.text(a[0]), false)),
          method("rpartition", ONE, (s, a, _) -> partition(s, Passed.text(a[0]), true)),
          method("removeprefix", ONE, (s, a, _) -> Searching.removePrefix(s, Passed.text(a[0]))),
          method("removesuffix", ONE, (s, a, _) -> Searching.removeSuffix(s, Passed.text(a[0]))),
          method("join", ONE, (s, a, e) -> join(s, a[0], e)),
          method("translate", ONE, Translation::translate),
          method("maketrans", Parameters.positional(1, "x", "y", "z"), Translation::table),
          method("encode", Parameters.named(0, "encoding", "errors"), StringMethods::encode),
          entry("format", Formatting::format),
          entry("format_map", Formatting::formatMap));

  private StringMethods() {}

  @FunctionalInterface
  private interface Body {
    @Nullable Object run(String self, @Nullable Object[] arguments, Evaluation evaluation);
  }

  static @Nullable Method find(String name) {
    return METHODS.get(name);
  }

  private static Map.Entry<String, Method> method(String name, Parameters parameters, Body body) {
    return entry(
        name,
        (self, arguments, evaluation) ->
            body.run(Passed.text(self), parameters.bind(name, arguments), evaluation));
  }

  private static Map.Entry<String, Method> mapped(String name, UnaryOperator<String> mapping) {
    return method(
        name,
        Parameters.NONE,
        (self, _, evaluation) -> {
          evaluation.budget().allocate(self.length());
          evaluation.budget().rewrite(self.length());
          return mapping.apply(self);
        });
  }

  private static Map.Entry<String, Method> asked(String name, Predicate<String> question) {
    return method(
        name,
        Parameters.NONE,
        (self, _, evaluation) -> {
          evaluation.budget().rewrite(self.length());
          return question.test(self);
        });
  }

  static LengthBudget budget(Evaluation evaluation) {
    return evaluation.budget()::allocate;
  }

  private enum Side {
    LEFT,
    RIGHT,
    BOTH
  }

  private static String strip(String s, @Nullable Object chars, Side side) {
    if (Passed.isNone(chars)) {
      return switch (side) {
        case LEFT -> Whitespace.lstrip(s);
        case RIGHT -> Whitespace.rstrip(s);
        case BOTH -> Whitespace.strip(s);
      };
    }
    String set = Passed.text(chars);
    return switch (side) {
      case LEFT -> Whitespace.lstrip(s, set);
      case RIGHT -> Whitespace.rstrip(s, set);
      case BOTH -> Whitespace.strip(s, set);
    };
  }

  private static Object split(
      String s, @Nullable Object[] arguments, boolean fromRight, Evaluation evaluation) {
    long max = Passed.size(arguments[1], -1);
    List<String> parts;
    if (Passed.isNone(arguments[0])) {
      parts = fromRight ? Splitting.rsplit(s, max) : Splitting.split(s, max);
    } else {
      String separator = Passed.text(arguments[0]);
      parts = fromRight ? Splitting.rsplit(s, separator, max) : Splitting.split(s, separator, max);
    }
    return charged(parts, s, evaluation);
  }

  private static List<String> charged(List<String> parts, String s, Evaluation evaluation) {
    evaluation.budget().allocate(s.length());
    evaluation.budget().allocateElements(parts.size());
    return parts;
  }

  private static boolean affix(String s, @Nullable Object[] arguments, String name) {
    boolean start = name.equals("startswith");
    if (arguments[0] instanceof Tuple tuple) {
      for (Object item : tuple.items()) {
        if (item == null || !Types.isString(item)) {
          throw PythonError.typeError(
              "tuple for " + name + " must only contain str, not " + Types.name(item));
        }
        if (hasAffix(s, Types.stringOf(item), arguments, start)) {
          return true;
        }
      }
      return false;
    }
    if (arguments[0] == null || !Types.isString(arguments[0])) {
      throw PythonError.typeError(
          name + " first arg must be str or a tuple of str, not " + Types.name(arguments[0]));
    }
    return hasAffix(s, Types.stringOf(arguments[0]), arguments, start);
  }

  private static boolean hasAffix(
      String s, String affix, @Nullable Object[] arguments, boolean start) {
    return start
        ? Searching.startsWith(s, affix, from(arguments), to(arguments))
        : Searching.endsWith(s, affix, from(arguments), to(arguments));
  }

  /** What is searched for; a long one is gone through before the search begins. */
  private static String sub(@Nullable Object[] arguments, Evaluation evaluation) {
    String part = Passed.text(arguments[0]);
    evaluation.budget().rewrite(part.length());
    return part;
  }

  private static long from(@Nullable Object[] arguments) {
    return SliceIndices.clamp(Passed.or(arguments[1], null), 0);
  }

  private static long to(@Nullable Object[] arguments) {
    return SliceIndices.clamp(Passed.or(arguments[2], null), Searching.NO_END);
  }

  private static long width(@Nullable Object[] arguments) {
    return Passed.size(arguments[0], 0);
  }

  private static String fill(@Nullable Object[] arguments) {
    return arguments[1] == Missing.MISSING ? " " : Passed.text(arguments[1]);
  }

  private static Object replace(String s, @Nullable Object[] arguments, Evaluation evaluation) {
    evaluation.budget().rewrite(s.length());
    return Replacing.replace(
        s,
        Passed.text(arguments[0]),
        Passed.text(arguments[1]),
        Passed.size(arguments[2], -1),
        budget(evaluation));
  }

  private static Tuple partition(String s, String separator, boolean fromRight) {
    List<String> parts =
        fromRight ? Splitting.rpartition(s, separator) : Splitting.partition(s, separator);
    return Tuple.of(parts);
  }

  /** Python's {@code separator.join(items)}: all items must be str. */
  static Object join(String separator, @Nullable Object items, Evaluation evaluation) {
    if (!Iteration.isIterable(items)) {
      throw PythonError.typeError("can only join an iterable");
    }
    List<String> texts = new ArrayList<>();
    Iterator<@Nullable Object> iterator = Iteration.over(items);
    while (iterator.hasNext()) {
      Object item = iterator.next();
      if (item == null || !Types.isString(item)) {
        throw PythonError.typeError(
            "sequence item %d: expected str instance, %s found"
                .formatted(texts.size(), Types.name(item)));
      }
      String text = Types.stringOf(item);
      evaluation.budget().allocate(text.length() + (long) separator.length());
      texts.add(text);
    }
    return String.join(separator, texts);
  }

  private static Object encode(String s, @Nullable Object[] arguments, Evaluation evaluation) {
    String encoding =
        arguments[0] == Missing.MISSING
            ? "utf-8"
            : Passed.text(arguments[0]).toLowerCase(Locale.ROOT);
    if (!encoding.equals("utf-8") && !encoding.equals("utf8")) {
      throw PythonError.valueError("only utf-8 is supported, not " + encoding);
    }
    evaluation.budget().allocate(s.length() * 3L);
    return new Bytes(s.getBytes(StandardCharsets.UTF_8));
  }
}

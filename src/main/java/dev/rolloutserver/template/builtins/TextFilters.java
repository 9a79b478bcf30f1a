package dev.rolloutserver.template.builtins;

import static dev.rolloutserver.template.builtins.Filters.filter;

import dev.rolloutserver.python.CaseMapping;
import dev.rolloutserver.python.Padding;
import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.python.Replacing;
import dev.rolloutserver.python.Splitting;
import dev.rolloutserver.python.Whitespace;
import dev.rolloutserver.template.values.Arguments;
import dev.rolloutserver.template.values.Arithmetic;
import dev.rolloutserver.template.values.Budget;
import dev.rolloutserver.template.values.Dict;
import dev.rolloutserver.template.values.Iteration;
import dev.rolloutserver.template.values.Markup;
import dev.rolloutserver.template.values.Missing;
import dev.rolloutserver.template.values.Ordering;
import dev.rolloutserver.template.values.SliceValue;
import dev.rolloutserver.template.values.Texts;
import dev.rolloutserver.template.values.Tuple;
import dev.rolloutserver.template.values.Types;
import dev.rolloutserver.template.values.Undefined;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Filters of text. */
final class TextFilters {
  private static final String WORD_BREAKS = "-({[<";

  private TextFilters() {}

  static void addTo(Map<String, Filter> filters) {
    filters.put("upper", cased("upper", CaseMapping::upper));
    filters.put("lower", cased("lower", CaseMapping::lower));
    filters.put("capitalize", cased("capitalize", CaseMapping::capitalize));
    filters.put("title", filter("title", Parameters.NONE, (value, _, e) -> title(value, e)));
    filters.put("trim", filter("trim", Parameters.named(0, "chars"), TextFilters::trim));
    filters.put("string", filter("string", Parameters.NONE, (value, _, e) -> softText(value, e)));
    filters.put(
        "replace",
        filter("replace", Parameters.named(2, "old", "new", "count"), TextFilters::replace));
    filters.put("join", filter("join", Parameters.named(0, "d", "attribute"), TextFilters::join));
    filters.put("center", filter("center", Parameters.named(0, "width"), TextFilters::center));
    filters.put(
        "indent",
        filter("indent", Parameters.named(0, "width", "first", "blank"), TextFilters::indent));
    filters.put(
        "truncate",
        filter(
            "truncate",
            Parameters.named(0, "length", "killwords", "end", "leeway"),
            TextFilters::truncate));
    filters.put(
        "wordcount",
        filter(
            "wordcount",
            Parameters.NONE,
            (value, _, e) -> WordWrap.countWords(Types.stringOf(softText(value, e)), e.budget())));
    filters.put(
        "wordwrap",
        filter(
            "wordwrap",
            Parameters.named(0, "width", "break_long_words", "wrapstring", "break_on_hyphens"),
            WordWrap::filter));
    filters.put("format", TextFilters::format);
    filters.put("tojson", (value, arguments, e) -> JsonDumps.dump(value, arguments, e));
    filters.put(
        "pprint", filter("pprint", Parameters.NONE, (value, _, e) -> PrettyPrint.format(value, e)));
  }

  private static Filter cased(String name, UnaryOperator<String> mapping) {
    return filter(
        name,
        Parameters.NONE,
        (value, _, evaluation) -> mapped(softText(value, evaluation), mapping, evaluation));
  }

  /** The text of a value; Markup stays Markup. */
  static Object softText(@Nullable Object value, Evaluation evaluation) {
    return value instanceof Markup ? value : Texts.str(value, evaluation.budget());
  }

  private static Object mapped(Object text, UnaryOperator<String> mapping, Evaluation evaluation) {
    String plain = Types.stringOf(text);
    evaluation.budget().allocate(plain.length());
    evaluation.budget().rewrite(plain.length());
    String result = mapping.apply(plain);
    return text instanceof Markup ? new Markup(result) : result;
  }

  /** Words begin after whitespace and some punctuation; only their first character is raised. */
  private static String title(@Nullable Object value, Evaluation evaluation) {
    String text = Types.stringOf(softText(value, evaluation));
    evaluation.budget().allocate(text.length());
    evaluation.budget().rewrite(2L * text.length());
    StringBuilder titled = new StringBuilder();
    int position = 0;
    while (position < text.length()) {
      int end = position;
      boolean breaks = isWordBreak(text.codePointAt(position));
      while (end < text.length() && isWordBreak(text.codePointAt(end)) == breaks) {
        end = text.offsetByCodePoints(end, 1);
      }
      int second = text.offsetByCodePoints(position, 1);
      titled.append(CaseMapping.upper(text.substring(position, second)));
      titled.append(CaseMapping.lower(text.substring(second, end)));
      position = end;
    }
    return titled.toString();
  }

  private static boolean isWordBreak(int codePoint) {
    return WORD_BREAKS.indexOf(codePoint) >= 0 || Whitespace.isSpace(codePoint);
  }

  private static @Nullable Object trim(
      @Nullable Object value, @Nullable Object[] arguments, Evaluation evaluation) {
    Object text = softText(value, evaluation);
    Method strip = Methods.find(text, "strip");
    if (strip == null) {
      throw new IllegalStateException("a text without strip");
    }
    Arguments chars = arguments[0] == Missing.MISSING ? Arguments.NONE : Arguments.of(arguments[0]);
    return strip.call(text, chars, evaluation);
  }

  private static Object replace(
      @Nullable Object value, @Nullable Object[] arguments, Evaluation evaluation) {
    long count = Passed.isNone(arguments[2]) ? -1 : Passed.size(arguments[2], -1);
    if (evaluation.autoescape()) {
      return replaceEscaped(value, arguments, count, evaluation);
    }
    return Replacing.replace(
        Texts.str(value, evaluation.budget()),
        Texts.str(arguments[0], evaluation.budget()),
        Texts.str(arguments[1], evaluation.budget()),
        count,
        StringMethods.budget(evaluation));
  }

  private static Object replaceEscaped(
      @Nullable Object value, @Nullable Object[] arguments, long count, Evaluation evaluation) {
    boolean escapes =
        arguments[0] instanceof Markup
            || (arguments[1] instanceof Markup && !(value instanceof Markup));
    Object text = escapes ? Markup.escape(value, evaluation.budget()) : softText(value, evaluation);
    Object replacement = softText(arguments[1], evaluation);
    if (text instanceof Markup) {
      replacement = Markup.escape(replacement, evaluation.budget());
    }
    String replaced =
        Replacing.replace(
            Types.stringOf(text),
            Types.stringOf(softText(arguments[0], evaluation)),
            Types.stringOf(replacement),
            count,
            StringMethods.budget(evaluation));
    return text instanceof Markup ? new Markup(replaced) : replaced;
  }

  private static Object join(
      @Nullable Object value, @Nullable Object[] arguments, Evaluation evaluation) {
    AttributePath path =
        Passed.isNone(arguments[1]) ? null : AttributePath.of(arguments[1], evaluation);
    Object separator = Passed.or(arguments[0], "");
    List<@Nullable Object> items = new ArrayList<>();
    Iterator<@Nullable Object> iterator = Iteration.over(value);
    boolean markup = separator instanceof Markup;
    while (iterator.hasNext()) {
      evaluation.budget().allocateElements(1);
      Object item = iterator.next();
      Object found = path == null ? item : path.of(item);
      markup |= found instanceof Markup;
      items.add(found);
    }
    boolean escapes = markup && evaluation.autoescape();
    StringBuilder joined = new StringBuilder();
    String between = text(separator, escapes, evaluation);
    for (int i = 0; i < items.size(); i++) {
      String text = text(items.get(i), escapes, evaluation);
      evaluation.budget().allocate(text.length() + (long) between.length());
      joined.append(i == 0 ? "" : between).append(text);
    }
    return escapes ? new Markup(joined.toString()) : joined.toString();
  }

  private static String text(@Nullable Object value, boolean escapes, Evaluation evaluation) {
    return escapes
        ? Markup.escape(value, evaluation.budget()).text()
        : Texts.str(value, evaluation.budget());
  }

  private static Object center(
      @Nullable Object value, @Nullable Object[] arguments, Evaluation evaluation) {
    long width = Passed.size(arguments[0], 80);
    Object text = softText(value, evaluation);
    String centered =
        Padding.center(Types.stringOf(text), width, " ", StringMethods.budget(evaluation));
    return text instanceof Markup ? new Markup(centered) : centered;
  }

  private static Object indent(
      @Nullable Object value, @Nullable Object[] arguments, Evaluation evaluation) {
    String indentation = indentation(Passed.or(arguments[0], 4L), evaluation);
    Arithmetic.add(value, "\n", evaluation.budget());
    boolean markup = value instanceof Markup;
    if (markup && arguments[0] != null && arguments[0] instanceof String) {
      // a plain text becomes Markup as it is
      indentation = (String) arguments[0];
    }
    List<String> lines = Splitting.splitLines(Passed.text(value) + "\n", false);
    boolean blank = Passed.isTrue(arguments[2]);
    StringBuilder indented = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      boolean indents = i == 0 ? Passed.isTrue(arguments[1]) : blank || !line.isEmpty();
      evaluation.budget().allocate(line.length() + 1L + indentation.length());
      indented.append(i == 0 ? "" : "\n").append(indents ? indentation : "").append(line);
    }
    return markup ? new Markup(indented.toString()) : indented.toString();
  }

  private static String indentation(@Nullable Object width, Evaluation evaluation) {
    if (width != null && Types.isString(width)) {
      return Types.stringOf(width);
    }
    Undefined.refuse(width);
    if (width == null || !Types.isInt(width)) {
      throw PythonError.typeError(
          "can't multiply sequence by non-int of type '" + Types.name(width) + "'");
    }
    return Passed.text(Arithmetic.multiply(" ", width, evaluation.budget()));
  }

  private static @Nullable Object truncate(
      @Nullable Object value, @Nullable Object[] arguments, Evaluation evaluation) {
    Object end = Passed.or(arguments[2], "...");
    Object limit = Passed.or(arguments[0], 255L);
    Object leeway = Passed.isNone(arguments[3]) ? (Object) 5L : arguments[3];
    Budget budget = evaluation.budget();
    long endLength = Iteration.length(end);
    if (Ordering.holds(Ordering.Operator.LT, limit, endLength, budget)) {
      throw PythonError.assertionError(
          "expected length >= " + endLength + ", got " + Texts.str(limit, budget));
    }
    if (Ordering.holds(Ordering.Operator.LT, leeway, 0L, budget)) {
      throw PythonError.assertionError("expected leeway >= 0, got " + Texts.str(leeway, budget));
    }
    Object longest = Arithmetic.add(limit, leeway, budget);
    if (Ordering.holds(Ordering.Operator.LE, Iteration.length(value), longest, budget)) {
      return value;
    }
    Object kept = Arithmetic.subtract(limit, endLength);
    Object cut = Attributes.subscript(value, new SliceValue(null, kept, null), evaluation);
    if (!Passed.isTrue(arguments[1])) {
      String word = Splitting.rsplit(Passed.text(cut), " ", 1).getFirst();
      cut = cut instanceof Markup ? new Markup(word) : word;
    }
    return Arithmetic.add(cut, end, budget);
  }

  private static Object format(@Nullable Object value, Arguments arguments, Evaluation evaluation) {
    if (arguments.count() > 0 && !arguments.named().isEmpty()) {
      throw PythonError.typeError("can't handle positional and keyword arguments at the same time");
    }
    Object right;
    if (arguments.named().isEmpty()) {
      right = Tuple.of(arguments.positional());
    } else {
      Dict dict = new Dict();
      arguments.named().forEach((name, item) -> dict.put(name, item, evaluation.budget()));
      right = dict;
    }
    return Formatting.percent(softText(value, evaluation), right, evaluation);
  }
}

package dev.rolloutserver.template.builtins;

import dev.rolloutserver.template.values.Arguments;
import dev.rolloutserver.template.values.Iteration;
import dev.rolloutserver.template.values.Markup;
import dev.rolloutserver.template.values.Tuple;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The methods of Markup: those of str, whose results are Markup and whose plain texts are escaped.
 */
final class MarkupMethods {
  /** Methods that insert the argument at this index into the text. */
  private static final Set<String> INSERT_SECOND = Set.of("replace", "ljust", "rjust", "center");

  private static final Set<String> PLAIN_RESULT = Set.of("encode");

  /** Methods of str that Markup leaves as they are. */
  private static final Set<String> INHERITED =
      Set.of(
          "count",
          "encode",
          "endswith",
          "find",
          "index",
          "isalnum",
          "isalpha",
          "isascii",
          "isdecimal",
          "isdigit",
          "isidentifier",
          "islower",
          "isnumeric",
          "isprintable",
          "isspace",
          "istitle",
          "isupper",
          "maketrans",
          "rfind",
          "rindex",
          "startswith");

  private MarkupMethods() {}

  /** Whether Markup has a method of its own by this name. */
  static boolean isOverridden(String name) {
    return !INHERITED.contains(name);
  }

  static @Nullable Method find(String name) {
    return switch (name) {
      case "unescape" -> (self, _, e) -> Html.unescape(text(self), e.budget());
      case "striptags" -> (self, _, e) -> Html.stripTags(text(self), e.budget());
      case "join" -> MarkupMethods::join;
      case "format" -> Formatting::formatMarkup;
      case "format_map" -> Formatting::formatMapMarkup;
      default -> {
        Method plain = StringMethods.find(name);
        yield plain == null ? null : wrapped(name, plain);
      }
    };
  }

  private static Method wrapped(String name, Method plain) {
    return (self, arguments, evaluation) -> {
      Arguments escaped = arguments;
      if (INSERT_SECOND.contains(name) && arguments.count() > 1) {
        escaped = withSecondEscaped(arguments, evaluation);
      }
      Object result = plain.call(text(self), escaped, evaluation);
      return PLAIN_RESULT.contains(name) ? result : marked(result);
    };
  }

  private static Arguments withSecondEscaped(Arguments arguments, Evaluation evaluation) {
    List<@Nullable Object> values = new ArrayList<>(arguments.positional());
    values.set(1, Markup.escape(values.get(1), evaluation.budget()).text());
    return new Arguments(values, arguments.named());
  }

  private static @Nullable Object marked(@Nullable Object result) {
    return switch (result) {
      case String text -> new Markup(text);
      case List<?> list -> list.stream().map(MarkupMethods::marked).toList();
      case Tuple tuple -> Tuple.of(tuple.items().stream().map(MarkupMethods::marked).toList());
      case null, default -> result;
    };
  }

  private static @Nullable Object join(
      @Nullable Object self, Arguments arguments, Evaluation evaluation) {
    @Nullable Object[] bound = Parameters.positional(1, "iterable").bind("join", arguments);
    List<@Nullable Object> escaped = new ArrayList<>();
    Iterator<@Nullable Object> items = Iteration.over(bound[0]);
    while (items.hasNext()) {
      escaped.add(Markup.escape(items.next(), evaluation.budget()));
    }
    return marked(StringMethods.join(text(self), escaped, evaluation));
  }

  private static String text(@Nullable Object self) {
    return Passed.text(self);
  }
}

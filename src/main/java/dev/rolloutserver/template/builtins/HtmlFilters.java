package dev.rolloutserver.template.builtins;

import static dev.rolloutserver.template.builtins.Filters.filter;

import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.template.values.DictView;
import dev.rolloutserver.template.values.Iteration;
import dev.rolloutserver.template.values.Markup;
import dev.rolloutserver.template.values.Missing;
import dev.rolloutserver.template.values.Texts;
import dev.rolloutserver.template.values.Types;
import dev.rolloutserver.template.values.Undefined;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Filters of HTML and of URLs. */
final class HtmlFilters {
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~";

  private static final String BREAKS_ATTRIBUTE = " \t\n\r\f\u000b/>=";

  private static final HexFormat HEXADECIMAL = HexFormat.of().withUpperCase();

  private HtmlFilters() {}

  static void addTo(Map<String, Filter> filters) {
    Filter escape =
        filter("escape", Parameters.NONE, (value, _, e) -> Markup.escape(value, e.budget()));
    filters.put("escape", escape);
    filters.put("e", escape);
    filters.put(
        "forceescape",
        filter(
            "forceescape",
            Parameters.NONE,
            (value, _, e) -> Markup.escape(Texts.str(value, e.budget()), e.budget())));
    filters.put(
        "safe", filter("safe", Parameters.NONE, (value, _, e) -> Markup.of(value, e.budget())));
    filters.put(
        "striptags",
        filter(
            "striptags",
            Parameters.NONE,
            (value, _, e) -> Html.stripTags(Texts.str(value, e.budget()), e.budget())));
    filters.put("urlencode", filter("urlencode", Parameters.NONE, HtmlFilters::urlencode));
    filters.put(
        "xmlattr", filter("xmlattr", Parameters.named(0, "autospace"), HtmlFilters::xmlattr));
    filters.put(
        "urlize",
        filter(
            "urlize",
            Parameters.named(0, "trim_url_limit", "nofollow", "target", "rel", "extra_schemes"),
            Urlize::filter));
  }

  private static Object urlencode(
      @Nullable Object value, @Nullable Object[] arguments, Evaluation evaluation) {
    boolean single = (value != null && Types.isString(value)) || !Iteration.isIterable(value);
    if (single) {
      return quote(value, false, evaluation);
    }
    List<String> pairs = new ArrayList<>();
    Iterator<@Nullable Object> items =
        value instanceof Map<?, ?> map ? DictView.items(map) : Iteration.over(value);
    while (items.hasNext()) {
      List<@Nullable Object> pair = Iteration.list(items.next(), evaluation.budget());
      if (pair.size() != 2) {
        throw PythonError.valueError("a pair of key and value was expected");
      }
      pairs.add(quote(pair.get(0), true, evaluation) + "=" + quote(pair.get(1), true, evaluation));
    }
    return String.join("&", pairs);
  }

  private static String quote(@Nullable Object value, boolean query, Evaluation evaluation) {
    String text = Texts.str(value, evaluation.budget());
    evaluation.budget().allocate(text.length(), 9);
    StringBuilder quoted = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (UNRESERVED.indexOf(c) >= 0 || (c == '/' && !query)) {
        quoted.append(c);
      } else if (c == ' ' && query) {
        quoted.append('+');
      } else {
        quoted.append('%').append(HEXADECIMAL.toHexDigits((byte) c));
      }
    }
    return quoted.toString();
  }

  private static Object xmlattr(
      @Nullable Object value, @Nullable Object[] arguments, Evaluation evaluation) {
    Undefined.refuse(value);
    if (!(value instanceof Map<?, ?> map)) {
      throw PythonError.attributeError(
          "'" + Types.name(value) + "' object has no attribute 'items'");
    }
    StringBuilder attributes = new StringBuilder();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Object item = entry.getValue();
      if (item == null || item instanceof Undefined) {
        continue;
      }
      String key = Passed.text(entry.getKey());
      if (key.chars().anyMatch(c -> BREAKS_ATTRIBUTE.indexOf(c) >= 0)) {
        throw PythonError.valueError("Invalid character in attribute name: " + Texts.quoted(key));
      }
      attributes
          .append(attributes.isEmpty() ? "" : " ")
          .append(Markup.escape(entry.getKey(), evaluation.budget()).text())
          .append("=\"")
          .append(Markup.escape(item, evaluation.budget()).text())
          .append('"');
    }
    boolean autospace = arguments[0] == Missing.MISSING || Passed.isTrue(arguments[0]);
    String text = autospace && !attributes.isEmpty() ? " " + attributes : attributes.toString();
    return evaluation.autoescape() ? new Markup(text) : text;
  }
}

package dev.rolloutserver.template.values;

import org.jspecify.annotations.Nullable;

/** A text that counts as safe HTML: joined with plain text it escapes that. */
public record Markup(String text) {
  /** The value's text, escaped unless it is Markup already. */
  public static Markup escape(@Nullable Object value, Budget budget) {
    if (value instanceof Markup markup) {
      return markup;
    }
    String text = Texts.str(value, budget);
    budget.allocate(text.length());
    return new Markup(escapeText(text));
  }

  /** The value's text, taken as safe. */
  public static Markup of(@Nullable Object value, Budget budget) {
    return value instanceof Markup markup ? markup : new Markup(Texts.str(value, budget));
  }

  private static String escapeText(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '\'' -> escaped.append("&#39;");
        case '"' -> escaped.append("&#34;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }
}

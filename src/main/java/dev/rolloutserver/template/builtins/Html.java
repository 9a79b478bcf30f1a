package dev.rolloutserver.template.builtins;

import dev.rolloutserver.python.Splitting;
import dev.rolloutserver.template.values.Budget;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HTML as far as filters for it need: tags removed, character references resolved. */
final class Html {
  private static final Pattern REFERENCE =
      Pattern.compile("&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\\t\\n\\f <&#;]{1,32};?)");

  /** Longer numbers are beyond all characters. */
  private static final int MAX_DIGITS = 9;

  /** What stripping a text takes besides: the parts of it, which may be many. */
  private static final int STRIPPING_COPIES = 4;

  private Html() {}

  /** Read when a template first needs it: names, and numbers that mean another character. */
  private static final class References {
    static final Map<String, String> BY_NAME = read();

    private static Map<String, String> read() {
      Map<String, String> references = new HashMap<>();
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(
                  Objects.requireNonNull(Html.class.getResourceAsStream("html-references.txt")),
                  StandardCharsets.US_ASCII))) {
        lines.readLine();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          int blank = line.indexOf(' ');
          StringBuilder text = new StringBuilder();
          for (String codePoint : line.substring(blank + 1).split(",", -1)) {
            text.append(
                codePoint.isEmpty() ? "" : Character.toString(Integer.parseInt(codePoint, 16)));
          }
          references.put(line.substring(0, blank), text.toString());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return Map.copyOf(references);
    }
  }

  /** The text with its character references resolved, as Python's {@code html.unescape}. */
  static String unescape(String text, Budget budget) {
    budget.allocate(text.length());
    return text.indexOf('&') < 0
        ? text
        : REFERENCE
            .matcher(text)
            .replaceAll(match -> Matcher.quoteReplacement(resolved(match.group(1))));
  }

  private static String resolved(String reference) {
    if (reference.charAt(0) == '#') {
      return numbered(reference);
    }
    String whole = References.BY_NAME.get(reference);
    if (whole != null) {
      return whole;
    }
    // the longest name that it begins with
    for (int end = reference.length() - 1; end > 1; end--) {
      String text = References.BY_NAME.get(reference.substring(0, end));
      if (text != null) {
        return text + reference.substring(end);
      }
    }
    return "&" + reference;
  }

  private static String numbered(String reference) {
    String name =
        reference.endsWith(";") ? reference.substring(0, reference.length() - 1) : reference;
    boolean hexadecimal = Character.toLowerCase(name.charAt(1)) == 'x';
    String digits = name.substring(hexadecimal ? 2 : 1).replaceFirst("^0+(?=.)", "");
    long codePoint =
        digits.length() > MAX_DIGITS
            ? Long.MAX_VALUE
            : Long.parseLong(digits, hexadecimal ? 16 : 10);
    String other = References.BY_NAME.get("#" + codePoint);
    if (other != null) {
      return other;
    }
    boolean surrogate =
        codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    return surrogate || codePoint > Character.MAX_CODE_POINT
        ? "\ufffd"
        : Character.toString((int) codePoint);
  }

  /** The text without comments and tags, with single blanks, and its references resolved. */
  static String stripTags(String text, Budget budget) {
    budget.allocate(text.length(), STRIPPING_COPIES);
    StringBuilder kept = new StringBuilder();
    int position = 0;
    for (int start = text.indexOf('<'); start >= 0; start = text.indexOf('<', position)) {
      boolean comment = text.startsWith("<!--", start);
      int end = comment ? text.indexOf("-->", start + 4) : text.indexOf('>', start);
      if (end < 0) {
        break;
      }
      kept.append(text, position, start);
      position = end + (comment ? 3 : 1);
    }
    kept.append(text, position, text.length());
    return unescape(String.join(" ", Splitting.split(kept.toString(), -1)), budget);
  }
}

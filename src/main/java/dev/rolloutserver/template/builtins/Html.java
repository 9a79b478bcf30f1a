package dev.rolloutserver.template.builtins;

import dev.rolloutserver.python.Splitting;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HTML as far as filters for it need: tags removed, character references resolved. */
final class Html {
  private static final Pattern REFERENCE =
      Pattern.compile("&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[a-zA-Z][a-zA-Z0-9]{1,30};?)");

  /** The names that the escaping of templates makes, and the commonest others. */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("amp", "&"),
          Map.entry("lt", "<"),
          Map.entry("gt", ">"),
          Map.entry("quot", "\""),
          Map.entry("apos", "'"),
          Map.entry("nbsp", "\u00a0"),
          Map.entry("copy", "\u00a9"),
          Map.entry("reg", "\u00ae"),
          Map.entry("laquo", "\u00ab"),
          Map.entry("raquo", "\u00bb"),
          Map.entry("hellip", "\u2026"),
          Map.entry("ndash", "\u2013"),
          Map.entry("mdash", "\u2014"),
          Map.entry("euro", "\u20ac"));

  private Html() {}

  /** The text with its character references resolved. */
  static String unescape(String text) {
    return text.indexOf('&') < 0
        ? text
        : REFERENCE
            .matcher(text)
            .replaceAll(
                match -> Matcher.quoteReplacement(character(match.group(), match.group(1))));
  }

  private static String character(String whole, String reference) {
    String name =
        reference.endsWith(";") ? reference.substring(0, reference.length() - 1) : reference;
    if (name.charAt(0) != '#') {
      return NAMES.getOrDefault(name, whole);
    }
    boolean hexadecimal = Character.toLowerCase(name.charAt(1)) == 'x';
    String digits = name.substring(hexadecimal ? 2 : 1);
    long codePoint = digits.length() > 9 ? -1 : Long.parseLong(digits, hexadecimal ? 16 : 10);
    boolean valid =
        codePoint > 0
            && codePoint <= Character.MAX_CODE_POINT
            && !(codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE);
    return valid ? Character.toString((int) codePoint) : "\ufffd";
  }

  /** The text without comments and tags, with single blanks, and its references resolved. */
  static String stripTags(String text) {
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
    return unescape(String.join(" ", Splitting.split(kept.toString(), -1)));
  }
}

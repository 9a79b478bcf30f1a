package dev.rolloutserver.template.builtins;

import dev.rolloutserver.python.CodePoints;
import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.python.Splitting;
import dev.rolloutserver.python.Whitespace;
import dev.rolloutserver.template.values.Iteration;
import dev.rolloutserver.template.values.Markup;
import dev.rolloutserver.template.values.Missing;
import dev.rolloutserver.template.values.Texts;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes links of the addresses in a text. */
final class Urlize {
  private static final Pattern WEB =
      Pattern.compile(
          "^(?:(?:https?://|www\\.)(?:(?:[\\w%-]+\\.)+)?(?:[a-z]{2,63}|xn--[\\w%]{2,59})"
              + "|(?:[\\w%-]{2,63}\\.)+(?:com|net|int|edu|gov|org|info|mil)"
              + "|https?://(?:\\d{1,3}(?:\\.\\d{1,3}){3}"
              + "|\\[(?:[\\da-f]{0,4}:){2}(?:[\\da-f]{0,4}:?){1,6}]))"
              + "(?::\\d{1,5})?(?:[/?#]\\S*)?$",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);

  private static final Pattern EMAIL =
      Pattern.compile("^\\S+@\\w[\\w.-]*\\.\\w+$", Pattern.UNICODE_CHARACTER_CLASS);

  private static final Pattern HEAD = Pattern.compile("^(?:[(<]|&lt;)+");
  private static final Pattern TAIL = Pattern.compile("(?:[)>.,\\n]|&gt;)+$");
  private static final Pattern SCHEME =
      Pattern.compile("[\\w.+-]{2,}:/{0,2}", Pattern.UNICODE_CHARACTER_CLASS);

  private final @Nullable Object limit;
  private final String attributes;
  private final List<@Nullable Object> schemes;

  private Urlize(@Nullable Object limit, String attributes, List<@Nullable Object> schemes) {
    this.limit = limit;
    this.attributes = attributes;
    this.schemes = schemes;
  }

  static Object filter(
      @Nullable Object value, @Nullable Object[] arguments, Evaluation evaluation) {
    String rel = relations(arguments, evaluation);
    String target =
        Passed.isNone(arguments[2]) ? "" : attribute("target", arguments[2], evaluation);
    List<@Nullable Object> schemes =
        Passed.isNone(arguments[4]) ? List.of() : Iteration.list(arguments[4], evaluation.budget());
    for (Object scheme : schemes) {
      if (!SCHEME.matcher(Passed.text(scheme)).matches()) {
        throw PythonError.typeError(
            Texts.repr(scheme, evaluation.budget()) + " is not a valid URI scheme prefix.");
      }
    }
    String text = Markup.escape(value, evaluation.budget()).text();
    evaluation.budget().allocate(text.length(), 4);
    evaluation.budget().rewrite(8L * text.length());
    String linked = new Urlize(arguments[0], rel + target, schemes).link(text);
    evaluation.budget().allocate(linked.length());
    return evaluation.autoescape() ? new Markup(linked) : linked;
  }

  private static String relations(@Nullable Object[] arguments, Evaluation evaluation) {
    TreeSet<String> relations = new TreeSet<>();
    relations.add("noopener");
    if (Passed.isTrue(arguments[3])) {
      relations.addAll(Splitting.split(Passed.text(arguments[3]), -1));
    }
    if (arguments[1] != Missing.MISSING && Passed.isTrue(arguments[1])) {
      relations.add("nofollow");
    }
    return attribute("rel", String.join(" ", relations), evaluation);
  }

  private static String attribute(String name, @Nullable Object value, Evaluation evaluation) {
    return " " + name + "=\"" + Markup.escape(value, evaluation.budget()).text() + "\"";
  }

  /** Word by word; whitespace stays as it is. */
  private String link(String text) {
    StringBuilder linked = new StringBuilder();
    int position = 0;
    while (position < text.length()) {
      int end = position;
      boolean space = Whitespace.isSpace(text.codePointAt(position));
      while (end < text.length() && Whitespace.isSpace(text.codePointAt(end)) == space) {
        end = text.offsetByCodePoints(end, 1);
      }
      String word = text.substring(position, end);
      linked.append(space ? word : linkWord(word));
      position = end;
    }
    return linked.toString();
  }

  private String linkWord(String word) {
    Matcher head = HEAD.matcher(word);
    int start = head.find() ? head.end() : 0;
    Matcher tail = TAIL.matcher(word).region(start, word.length());
    int end = tail.find() ? tail.start() : word.length();
    for (String[] pair : new String[][] {{"(", ")"}, {"<", ">"}, {"&lt;", "&gt;"}}) {
      end = balanced(word, start, end, pair[0], pair[1]);
    }
    return word.substring(0, start) + linkMiddle(word.substring(start, end)) + word.substring(end);
  }

  /** Takes closing brackets back from the tail while the address has more opening ones. */
  private static int balanced(String word, int start, int end, String open, String close) {
    int opened = count(word.substring(start, end), open);
    if (opened <= count(word.substring(start, end), close)) {
      return end;
    }
    int moved = end;
    for (int i = Math.min(opened, count(word.substring(end), close)); i > 0; i--) {
      moved = word.indexOf(close, moved) + close.length();
    }
    return moved;
  }

  private static int count(String text, String part) {
    int count = 0;
    for (int i = text.indexOf(part); i >= 0; i = text.indexOf(part, i + part.length())) {
      count++;
    }
    return count;
  }

  private String linkMiddle(String address) {
    if (WEB.matcher(address).find()) {
      boolean hasScheme = address.startsWith("https://") || address.startsWith("http://");
      return anchor((hasScheme ? "" : "https://") + address, attributes, trimmed(address));
    }
    if (address.startsWith("mailto:") && EMAIL.matcher(address.substring(7)).find()) {
      return anchor(address, "", address.substring(7));
    }
    boolean mayBeEmail =
        address.contains("@")
            && !address.startsWith("www.")
            && !address.startsWith("@")
            && !address.contains(":");
    if (mayBeEmail && EMAIL.matcher(address).find()) {
      return anchor("mailto:" + address, "", address);
    }
    String result = address;
    for (Iterator<@Nullable Object> it = schemes.iterator(); it.hasNext(); ) {
      String scheme = Passed.text(it.next());
      if (!result.equals(scheme) && result.startsWith(scheme)) {
        result = anchor(result, attributes, result);
      }
    }
    return result;
  }

  private static String anchor(String address, String attributes, String shown) {
    return "<a href=\"" + address + "\"" + attributes + ">" + shown + "</a>";
  }

  private String trimmed(String address) {
    if (Passed.isNone(limit)) {
      return address;
    }
    long length = Passed.integer(limit, -1);
    return CodePoints.length(address) > length
        ? CodePoints.substring(address, 0, (int) Math.max(0, length)) + "..."
        : address;
  }
}

package dev.rolloutserver.template.builtins;

import dev.rolloutserver.python.CharacterClass;
import dev.rolloutserver.python.CodePoints;
import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.python.Splitting;
import dev.rolloutserver.python.Whitespace;
import dev.rolloutserver.template.values.Budget;
import dev.rolloutserver.template.values.Missing;
import dev.rolloutserver.template.values.Types;
import dev.rolloutserver.template.values.Undefined;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Words of a text: counted, and wrapped into lines as Python's textwrap does. */
final class WordWrap {
  private static final String WORD = "[\\p{L}\\p{N}_!\"'&.,?]";
  private static final String LETTER = "[\\p{L}]";

  private static final Pattern CHUNKS =
      Pattern.compile(
          "[\t\n\u000b\f\r ]+"
              + "|(?<="
              + WORD
              + ")-{2,}(?=[\\p{L}\\p{N}_])"
              + "|[^\t\n\u000b\f\r ](?:[^\t\n\u000b\f\r ])*?(?:"
              + "-(?:(?<="
              + LETTER
              + "{2}-)|(?<="
              + LETTER
              + "-"
              + LETTER
              + "-))(?="
              + LETTER
              + "-?"
              + LETTER
              + ")"
              + "|(?=[\t\n\u000b\f\r ]|\\z)"
              + "|(?<="
              + WORD
              + ")(?=-{2,}[\\p{L}\\p{N}_]))");

  private static final Pattern SIMPLE_CHUNKS =
      Pattern.compile("[\t\n\u000b\f\r ]+|[^\t\n\u000b\f\r ]+");

  private final int width;
  private final boolean breaksWords;
  private final boolean breaksHyphens;
  private final Budget budget;

  private WordWrap(int width, boolean breaksWords, boolean breaksHyphens, Budget budget) {
    this.budget = budget;
    this.width = width;
    this.breaksWords = breaksWords;
    this.breaksHyphens = breaksHyphens;
  }

  /** How many runs of word characters there are. */
  static long countWords(String text, Budget budget) {
    budget.rewrite(text.length());
    long count = 0;
    boolean inside = false;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int codePoint = text.codePointAt(i);
      boolean word = codePoint == '_' || CharacterClass.isAlnum(Character.toString(codePoint));
      count += word && !inside ? 1 : 0;
      inside = word;
    }
    return count;
  }

  static Object filter(
      @Nullable Object value, @Nullable Object[] arguments, Evaluation evaluation) {
    Undefined.refuse(value);
    if (value == null || !Types.isString(value)) {
      throw PythonError.attributeError(
          "'" + Types.name(value) + "' object has no attribute 'splitlines'");
    }
    String between = Passed.isNone(arguments[2]) ? "\n" : Passed.text(arguments[2]);
    List<String> texts = Splitting.splitLines(Types.stringOf(value), false);
    long width = texts.isEmpty() ? 1 : Passed.integer(arguments[0], 79);
    WordWrap wrap =
        new WordWrap(
            (int) Math.min(width, Integer.MAX_VALUE),
            arguments[1] == Missing.MISSING || Passed.isTrue(arguments[1]),
            arguments[3] == Missing.MISSING || Passed.isTrue(arguments[3]),
            evaluation.budget());
    String text = Types.stringOf(value);
    evaluation.budget().allocate(text.length(), 2L + between.length());
    evaluation.budget().rewrite(16L * text.length());
    List<String> lines = new ArrayList<>();
    for (String line : texts) {
      lines.add(String.join(between, wrap.lines(line)));
    }
    return String.join(between, lines);
  }

  private List<String> lines(String text) {
    Deque<String> chunks = new ArrayDeque<>(chunks(text));
    if (width <= 0) {
      throw PythonError.valueError("invalid width " + width + " (must be > 0)");
    }
    List<String> lines = new ArrayList<>();
    while (!chunks.isEmpty()) {
      if (isBlank(chunks.peekFirst()) && !lines.isEmpty()) {
        chunks.removeFirst();
      }
      String line = line(chunks);
      if (!line.isEmpty()) {
        lines.add(line);
      }
    }
    return lines;
  }

  private String line(Deque<String> chunks) {
    List<String> line = new ArrayList<>();
    int length = 0;
    while (!chunks.isEmpty() && length + CodePoints.length(chunks.peekFirst()) <= width) {
      String chunk = chunks.removeFirst();
      length += CodePoints.length(chunk);
      line.add(chunk);
    }
    if (!chunks.isEmpty() && CodePoints.length(chunks.peekFirst()) > width) {
      placeLong(chunks, line, length);
    }
    if (!line.isEmpty() && isBlank(line.getLast())) {
      line.removeLast();
    }
    return String.join("", line);
  }

  private void placeLong(Deque<String> chunks, List<String> line, int length) {
    if (!breaksWords) {
      if (line.isEmpty()) {
        line.add(chunks.removeFirst());
      }
      return;
    }
    int space = width - length;
    String chunk = chunks.removeFirst();
    int end = space;
    if (breaksHyphens && CodePoints.length(chunk) > space) {
      String head = CodePoints.substring(chunk, 0, space);
      int hyphen = head.lastIndexOf('-');
      if (hyphen > 0 && !head.substring(0, hyphen).chars().allMatch(c -> c == '-')) {
        end = head.codePointCount(0, hyphen + 1);
      }
    }
    int total = CodePoints.length(chunk);
    budget.allocate(chunk.length());
    line.add(CodePoints.substring(chunk, 0, Math.min(end, total)));
    chunks.addFirst(CodePoints.substring(chunk, Math.min(end, total), total));
  }

  private List<String> chunks(String text) {
    List<String> chunks = new ArrayList<>();
    Matcher matcher = (breaksHyphens ? CHUNKS : SIMPLE_CHUNKS).matcher(text);
    while (matcher.find()) {
      if (!matcher.group().isEmpty()) {
        chunks.add(matcher.group());
      }
    }
    return chunks;
  }

  private static boolean isBlank(@Nullable String chunk) {
    return chunk == null || Whitespace.strip(chunk).isEmpty();
  }
}

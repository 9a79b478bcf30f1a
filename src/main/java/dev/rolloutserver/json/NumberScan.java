package dev.rolloutserver.json;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Passes numbers that follow each other in an array, the first of which comes next. Stops behind
 * the last one; whatever is no such number, or could meet a limit, is left to the parser.
 */
final class NumberScan {
  private static final int LONGEST_ID = 10;

  private final Window document;
  private final int maxDigits;
  private final int start;
  private int lines;
  private int lineStart;
  private int count;

  NumberScan(Window document, int maxDigits) {
    this.document = document;
    this.maxDigits = maxDigits;
    this.start = document.position();
    this.lineStart = start;
  }

  /** Bytes that were passed. */
  int length() {
    return document.position() - start;
  }

  /** Line breaks among them. */
  int lines() {
    return lines;
  }

  /** Bytes behind the last line break, all if there is none. */
  int lastLine() {
    return document.position() - lineStart;
  }

  /**
   * Ints from 0 on.
   *
   * @param known with which they probably begin
   */
  IdRun ids(IdText known) throws IOException {
    boolean spaced = spaced(known.spaced());
    IdText others = new IdText(spaced);
    if (maxDigits >= LONGEST_ID) {
      // a text that is separated otherwise is not looked at: the next one is to be the document's
      count = spaced == known.spaced() ? passKnown(known) : 0;
      passOthers(others);
    }
    return new IdRun(count - others.count(), others);
  }

  private void passOthers(IdText ids) throws IOException {
    while (true) {
      if (count > 0) {
        int read = ids.count();
        document.moveTo(ids.addFrom(document.bytes(), document.at(), document.end()));
        count += ids.count() - read;
      }
      int ahead = numberStart();
      int digits = ahead < 0 ? 0 : idLength(ahead);
      if (digits == 0) {
        return;
      }
      ids.add(document.bytes(), document.at() + ahead, digits);
      pass(ahead, digits);
    }
  }

  /**
   * Numbers of any kind, with those that Python writes beyond JSON; returns how many.
   *
   * @param kept takes them; null where they are only counted
   */
  int numbers(@Nullable NumberText kept) throws IOException {
    while (true) {
      int ahead = numberStart();
      int length = ahead < 0 ? 0 : numberLength(ahead);
      if (length == 0) {
        return count;
      }
      if (kept != null) {
        kept.add(document.bytes(), document.at() + ahead, length);
      }
      pass(ahead, length);
    }
  }

  /** Passes the ids that agree with the known ones, and returns how many. */
  private int passKnown(IdText known) throws IOException {
    int separator = known.separatorLength();
    int longest = separator + LONGEST_ID + separator;
    // end in the known text of the last id that was passed, without its separator
    int passed = 0;
    int agreeing;
    do {
      agreeing = known.agreeing(passed, document.bytes(), document.at(), document.end());
      int end = Math.max(passed, agreeing - separator);
      document.moveTo(document.at() + end - passed);
      passed = end;
    } while (agreeing < known.length()
        && document.end() - document.at() < longest
        && document.more());
    return passed == 0 ? 0 : known.countUntil(passed + separator);
  }

  /** Whether a space comes behind the first comma; what is assumed where there is no comma. */
  private boolean spaced(boolean assumed) throws IOException {
    int digits = 0;
    while (digits <= LONGEST_ID && isDigit(document.peek(digits))) {
      digits++;
    }
    return document.peek(digits) == ',' ? document.peek(digits + 1) == ' ' : assumed;
  }

  /** So many bytes ahead, where the next number must begin; -1 if none may follow. */
  private int numberStart() throws IOException {
    if (count == 0) {
      return 0;
    }
    int comma = blanksEnd(0);
    return document.peek(comma) == ',' ? blanksEnd(comma + 1) : -1;
  }

  private int blanksEnd(int ahead) throws IOException {
    int end = ahead;
    while (isBlank(document.peek(end))) {
      end++;
    }
    return end;
  }

  /** Passes a separator and a number of this length. */
  private void pass(int separator, int length) {
    int at = document.at();
    for (int i = at; i < at + separator; i++) {
      if (document.bytes()[i] == '\n') {
        lines++;
        lineStart = document.position() + i - at + 1;
      }
    }
    document.moveTo(at + separator + length);
    count++;
  }

  /** Length of the id so many bytes ahead; 0 if there is none. */
  private int idLength(int ahead) throws IOException {
    int digits = 0;
    long id = 0;
    while (digits <= LONGEST_ID && isDigit(document.peek(ahead + digits))) {
      id = 10 * id + (document.peek(ahead + digits) - '0');
      digits++;
    }
    boolean valid =
        digits <= LONGEST_ID
            && id <= Integer.MAX_VALUE
            && (digits == 1 || document.peek(ahead) != '0')
            && endsNumber(document.peek(ahead + digits));
    return valid ? digits : 0;
  }

  /** Length of the number so many bytes ahead; 0 if there is none, or a long one. */
  private int numberLength(int ahead) throws IOException {
    int length = numberEnd(document.at() + ahead) - document.at() - ahead;
    while (isOpen(ahead, length) && document.more()) {
      length = numberEnd(document.at() + ahead) - document.at() - ahead;
    }
    if (length > maxDigits) {
      return 0;
    }
    return length > 0 && endsNumber(document.peek(ahead + length))
        ? length
        : nonFiniteLength(ahead);
  }

  /** Whether what is at hand ends within the number or behind it, so that it could go on. */
  private boolean isOpen(int ahead, int length) {
    int from = document.at() + ahead;
    if (length > 0 && from + length < document.end()) {
      return false;
    }
    int end = from;
    while (end < document.end() && isNumberPart(document.bytes()[end])) {
      end++;
    }
    return end == document.end() && end - from <= maxDigits;
  }

  private int nonFiniteLength(int ahead) throws IOException {
    int sign = document.peek(ahead) == '-' ? 1 : 0;
    String word = sign == 0 && document.peek(ahead) == 'N' ? "NaN" : "Infinity";
    int length = sign + word.length();
    if (!document.has(ahead + length) || !endsNumber(document.peek(ahead + length))) {
      return 0;
    }
    int from = document.at() + ahead;
    byte[] expected = word.getBytes(StandardCharsets.ISO_8859_1);
    return Arrays.equals(document.bytes(), from + sign, from + length, expected, 0, expected.length)
        ? length
        : 0;
  }

  /** Index behind the number that begins here, as far as it is at hand; this one if none does. */
  private int numberEnd(int from) {
    int first = character(from) == '-' ? from + 1 : from;
    int end = digitsEnd(first);
    if (end == first || (character(first) == '0' && end > first + 1)) {
      return from;
    }
    if (character(end) == '.') {
      int fraction = end + 1;
      end = digitsEnd(fraction);
      if (end == fraction) {
        return from;
      }
    }
    if (character(end) == 'e' || character(end) == 'E') {
      int exponent = character(end + 1) == '+' || character(end + 1) == '-' ? end + 2 : end + 1;
      end = digitsEnd(exponent);
      if (end == exponent) {
        return from;
      }
    }
    return end;
  }

  private int digitsEnd(int from) {
    return Digits.end(document.bytes(), from, document.end());
  }

  /** NUL, which is part of no number, behind what is at hand. */
  private byte character(int index) {
    return index < document.end() ? document.bytes()[index] : 0;
  }

  /** Nothing else may stand behind a number that is replaced: it could become part of another. */
  private static boolean endsNumber(byte character) {
    return character == ',' || character == ']' || isBlank(character);
  }

  private static boolean isNumberPart(byte character) {
    return isDigit(character)
        || character == '-'
        || character == '+'
        || character == '.'
        || character == 'e'
        || character == 'E';
  }

  private static boolean isDigit(byte character) {
    return character >= '0' && character <= '9';
  }

  static boolean isBlank(byte character) {
    return character == ' ' || character == '\n' || character == '\r' || character == '\t';
  }
}

package dev.rolloutserver.json;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A document whose long runs of numbers were taken out as it was read, since the parser reads them
 * a token at a time and needs all of them: a zero stands for each run. The walk over the outermost
 * object only guesses where they are; whether a number may stand there is for the parser to say.
 *
 * @param rest the document without them
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record NumberCuts(byte[] rest, List<Cut> cuts) {
  /** Arrays with more runs than a trainer has reason to send are left to the parser. */
  private static final int MAX_CUTS = 100;

  /**
   * What belongs where the rest has a zero, at this index.
   *
   * @param length bytes of the run
   * @param lines line breaks in it
   * @param lastLine bytes behind the last one of these
   */
  record Cut(int at, Object value, int length, int lines, int lastLine) {}

  static NumberCuts of(Window document, NumberArrays arrays, int maxDigits) throws IOException {
    Walk walk = new Walk(document, arrays, maxDigits);
    walk.object();
    return new NumberCuts(document.kept(), walk.cuts);
  }

  /**
   * A document that is wrong where the whole one is, and in the same way: each run is one number
   * and blanks, as long and in as many lines.
   */
  byte[] standIn() {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    int written = 0;
    for (Cut cut : cuts) {
      whole.write(rest, written, cut.at + 1 - written);
      written = cut.at + 1;
      String blanks =
          cut.lines == 0
              ? " ".repeat(cut.length - 1)
              : " ".repeat(cut.length - 1 - cut.lines - cut.lastLine)
                  + "\n".repeat(cut.lines)
                  + " ".repeat(cut.lastLine);
      whole.writeBytes(blanks.getBytes(StandardCharsets.ISO_8859_1));
    }
    whole.write(rest, written, rest.length - written);
    return whole.toByteArray();
  }

  /** Over the members of the outermost object. */
  private static final class Walk {
    private final Window document;
    private final NumberArrays arrays;
    private final int maxDigits;
    private final List<Cut> cuts = new ArrayList<>();

    Walk(Window document, NumberArrays arrays, int maxDigits) {
      this.document = document;
      this.arrays = arrays;
      this.maxDigits = maxDigits;
    }

    void object() throws IOException {
      if (document.peek(0) == (byte) 0xef
          && document.peek(1) == (byte) 0xbb
          && document.peek(2) == (byte) 0xbf) {
        document.pass(3);
      }
      boolean more = skip('{');
      while (more && skip('"')) {
        String name = name();
        skipString();
        if (!skip('"') || !skip(':')) {
          return;
        }
        boolean cuttable = arrays.ids().contains(name) || arrays.counted().contains(name);
        boolean within = cuttable && skip('[');
        if (within) {
          cutNumbers(name);
        }
        skipValue(within ? 1 : 0);
        more = skip(',');
      }
    }

    /** What comes up to the next quote, as it is written. */
    private String name() throws IOException {
      int length = 0;
      while (document.has(length) && document.peek(length) != '"') {
        length += document.peek(length) == '\\' ? 2 : 1;
      }
      length = Math.min(length, document.end() - document.at());
      return new String(document.bytes(), document.at(), length, StandardCharsets.UTF_8);
    }

    /** To the end of the array, or to where it goes on as it should not. */
    private void cutNumbers(String name) throws IOException {
      IdText beginning = arrays.beginning(name);
      boolean more = true;
      while (more && cuts.size() < MAX_CUTS) {
        skipBlanks();
        boolean numbers = cutRun(arrays.ids().contains(name), beginning);
        beginning = new IdText();
        if (numbers && !skip(',')) {
          return;
        }
        // an element that is no such number
        skipValue(0);
        more = skip(',');
      }
    }

    private boolean cutRun(boolean ids, IdText beginning) throws IOException {
      document.drop();
      NumberScan scan = new NumberScan(document, maxDigits);
      document.weighs(ids || arrays.keepsCounted());
      Object value = ids ? scan.ids(beginning) : counted(scan);
      document.weighs(true);
      boolean numbers = scan.length() > 0;
      if (numbers) {
        int at = document.keep('0');
        cuts.add(new Cut(at, value, scan.length(), scan.lines(), scan.lastLine()));
      }
      document.keep();
      return numbers;
    }

    private Object counted(NumberScan scan) throws IOException {
      if (!arrays.keepsCounted()) {
        return new NumberCount(scan.numbers(null));
      }
      NumberText text = new NumberText();
      scan.numbers(text);
      return text;
    }

    /** To what follows a value, out of so many arrays: a comma, or the end of what it is in. */
    private void skipValue(int arrays) throws IOException {
      int depth = arrays;
      while (document.has(0)) {
        switch (document.peek(0)) {
          case '"' -> {
            document.pass(1);
            skipString();
          }
          case '{', '[' -> depth++;
          case '}', ']' -> {
            if (depth == 0) {
              return;
            }
            depth--;
          }
          case ',' -> {
            if (depth == 0) {
              return;
            }
          }
          default -> {}
        }
        document.pass(document.has(0) ? 1 : 0);
      }
    }

    /** To the quote that ends the string. */
    private void skipString() throws IOException {
      while (document.has(0)) {
        byte[] bytes = document.bytes();
        int end = document.end();
        int at = document.at();
        while (at < end && bytes[at] != '"' && bytes[at] != '\\') {
          at++;
        }
        document.moveTo(at);
        if (at < end) {
          if (bytes[at] == '"') {
            return;
          }
          document.pass(document.has(1) ? 2 : 1);
        }
      }
    }

    private boolean skip(char character) throws IOException {
      skipBlanks();
      boolean here = document.peek(0) == character;
      document.pass(here ? 1 : 0);
      return here;
    }

    private void skipBlanks() throws IOException {
      while (NumberScan.isBlank(document.peek(0))) {
        document.pass(1);
      }
    }
  }
}

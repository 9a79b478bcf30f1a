package dev.rolloutserver.template.syntax;

import dev.rolloutserver.python.Whitespace;
import org.jspecify.annotations.Nullable;

/** Finds the tags of {@code raw} blocks, whose content is no template. */
final class RawBlock {
  private RawBlock() {}

  /**
   * The end of a raw block.
   *
   * @param tag where its tag begins
   * @param sign whitespace control at the beginning of the tag, 0 for none
   * @param after where the text after it begins
   */
  record End(int tag, char sign, int after) {}

  /** Where the content begins if a raw block begins at this tag, else -1. */
  static int beginEnd(String source, int tag) {
    if (source.charAt(tag + 1) != '%') {
      return -1;
    }
    int at = afterWord(source, tag, "raw");
    if (at < 0) {
      return -1;
    }
    if (source.startsWith("-%}", at)) {
      return skipWhitespace(source, at + 3);
    }
    return source.startsWith("%}", at) ? at + 2 : -1;
  }

  /** The first end of a raw block from here on. */
  static @Nullable End findEnd(String source, int start) {
    for (int tag = source.indexOf("{%", start); tag >= 0; tag = source.indexOf("{%", tag + 1)) {
      int at = afterWord(source, tag, "endraw");
      if (at >= 0) {
        int after = endAfter(source, at);
        if (after >= 0) {
          char sign = tag + 2 < source.length() ? source.charAt(tag + 2) : 0;
          return new End(tag, sign == '-' || sign == '+' ? sign : 0, after);
        }
      }
    }
    return null;
  }

  private static int endAfter(String source, int at) {
    if (source.startsWith("-%}", at)) {
      return skipWhitespace(source, at + 3);
    }
    if (source.startsWith("+%}", at)) {
      return at + 3;
    }
    if (!source.startsWith("%}", at)) {
      return -1;
    }
    return at + 2 < source.length() && source.charAt(at + 2) == '\n' ? at + 3 : at + 2;
  }

  /** Where a tag goes on after its sign, the word and the whitespace around it; -1 if not there. */
  private static int afterWord(String source, int tag, String word) {
    int at = tag + 2;
    if (at < source.length() && (source.charAt(at) == '-' || source.charAt(at) == '+')) {
      at++;
    }
    at = skipWhitespace(source, at);
    return source.startsWith(word, at) ? skipWhitespace(source, at + word.length()) : -1;
  }

  private static int skipWhitespace(String source, int from) {
    int at = from;
    while (at < source.length() && Whitespace.isSpace(source.charAt(at))) {
      at++;
    }
    return at;
  }
}

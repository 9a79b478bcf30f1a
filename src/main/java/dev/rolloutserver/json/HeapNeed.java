package dev.rolloutserver.json;

/**
 * What a document comes to in memory, estimated before it is read: its text as string, as bytes and
 * as part of a prompt, and the objects that it becomes. Rather too much than too little.
 */
public final class HeapNeed {
  /**
   * As string, as the bytes that are sent, as part of the prompt, and while one becomes another.
   */
  private static final long COPIES = 4;

  /** A map with its table and what stands around it in a message. */
  private static final long OBJECT = 224;

  private static final long ARRAY = 80;
  private static final long MEMBER = 40;
  private static final long ELEMENT = 24;

  private static final long STRING = 44;

  private HeapNeed() {}

  /** Bytes of memory for so many bytes of a document of which no more is known. */
  public static long ofText(long documentBytes) {
    return documentBytes > Long.MAX_VALUE / COPIES ? Long.MAX_VALUE : COPIES * documentBytes;
  }

  /** Bytes of memory for this document, which may be anything. */
  public static long of(byte[] document) {
    long need = ofText(document.length);
    int at = 0;
    while (at < document.length) {
      switch (document[at]) {
        case '"' -> {
          at = stringEnd(document, at + 1);
          need += STRING;
        }
        case '{' -> need += OBJECT;
        case '[' -> need += ARRAY;
        case ':' -> need += MEMBER;
        case ',' -> need += ELEMENT;
        default -> {}
      }
      at++;
    }
    return need;
  }

  /** Index of the quote that ends the string. */
  private static int stringEnd(byte[] document, int from) {
    int at = from;
    while (at < document.length && document[at] != '"') {
      at += document[at] == '\\' ? 2 : 1;
    }
    return at;
  }
}

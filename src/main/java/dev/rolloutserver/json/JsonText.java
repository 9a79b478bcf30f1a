package dev.rolloutserver.json;

/** A value that is JSON already, in UTF-8; it is written as it is, and never read. */
public final class JsonText {
  private final byte[] utf8;

  /** Bytes of one value, never to be changed. */
  public JsonText(byte[] utf8) {
    if (utf8.length == 0) {
      throw new IllegalArgumentException("A JSON text has at least one byte");
    }
    this.utf8 = utf8;
  }

  byte[] utf8() {
    return utf8;
  }

  @Override
  public String toString() {
    return utf8.length + " bytes of JSON";
  }
}

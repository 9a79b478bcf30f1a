package dev.rolloutserver.protocol;

/** What a value can hold after JSON was read, but a conversation must not. */
enum Unsendable {
  /** Half of a surrogate pair: tokenizers would make other characters of its neighbours. */
  LONE_SURROGATE(Mistake.STRING_UNICODE),
  /** NaN or an infinity: JSON has no form for it. */
  NOT_FINITE(Mistake.FINITE_NUMBER);

  private final Mistake mistake;

  Unsendable(Mistake mistake) {
    this.mistake = mistake;
  }

  Mistake mistake() {
    return mistake;
  }

  static boolean hasLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return true;
        }
        i++;
      }
    }
    return false;
  }
}

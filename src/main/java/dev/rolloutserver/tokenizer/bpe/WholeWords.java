package dev.rolloutserver.tokenizer.bpe;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The words of a vocabulary by their bytes, for a tokenizer whose words come before its merges. */
final class WholeWords {
  private static final int NONE = -1;

  private final byte[] bytes;
  private final int[] starts;
  private final int[] ids;

  /** Slot to word; {@link #NONE} where it is free. */
  private final int[] slots;

  /** Takes the words that are written in the alphabet of bytes; others are never met. */
  WholeWords(Map<String, ? extends @Nullable Object> vocabulary, ByteAlphabet alphabet) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int[] from = new int[vocabulary.size() + 1];
    int[] idOf = new int[vocabulary.size()];
    int count = 0;
    for (Map.Entry<String, ? extends @Nullable Object> entry : vocabulary.entrySet()) {
      byte[] word = alphabet.bytes(entry.getKey());
      if (word.length > 0 && entry.getValue() instanceof Long id) {
        all.writeBytes(word);
        idOf[count++] = id.intValue();
        from[count] = all.size();
      }
    }
    this.bytes = all.toByteArray();
    this.starts = Arrays.copyOf(from, count + 1);
    this.ids = Arrays.copyOf(idOf, count);
    this.slots = new int[count + count / 2 + 1];
    Arrays.fill(slots, NONE);
    for (int word = 0; word < count; word++) {
      int length = starts[word + 1] - starts[word];
      slots[slot(Arrays.copyOfRange(bytes, starts[word], starts[word + 1]), length)] = word;
    }
  }

  /** The id of a word, or -1. */
  int id(byte[] word, int length) {
    int found = slots[slot(word, length)];
    return found == NONE ? NONE : ids[found];
  }

  /** Where the word is or would be. */
  private int slot(byte[] word, int length) {
    int hash = 0;
    for (int i = 0; i < length; i++) {
      hash = 31 * hash + word[i];
    }
    int slot = (int) ((((hash * 0x9e3779b9L) & 0xffffffffL) * slots.length) >>> 32);
    while (slots[slot] != NONE && !isAt(slots[slot], word, length)) {
      slot = slot + 1 == slots.length ? 0 : slot + 1;
    }
    return slot;
  }

  private boolean isAt(int index, byte[] word, int length) {
    return Arrays.equals(bytes, starts[index], starts[index + 1], word, 0, length);
  }
}

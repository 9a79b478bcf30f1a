package dev.rolloutserver.prompt;

import dev.rolloutserver.tokenizer.CountedBy;
import dev.rolloutserver.tokenizer.Cuts;
import dev.rolloutserver.tokenizer.Tokenizer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A tokenizer that does what takes long on threads of its own, and knows the counts of pieces that
 * it has met. Safe for use by many threads.
 */
final class PooledTokenizer implements AutoCloseable {
  /** What the native library encodes in about the time that another thread takes to begin. */
  static final int QUICK_NATIVE = 256;

  /** What our own encoder, which pins no carrier, takes well under a millisecond for. */
  static final int QUICK_JAVA = 16 * 1024;

  private static final int UNKNOWN = -1;

  private final Tokenizer tokenizer;
  private final NativeThreads threads;
  private final PieceCounts known;
  private final PromptObserver observer;

  /** The tokenizer's name in what is kept for all: unlike any other one's. */
  private final Object owner = new Object();

  PooledTokenizer(
      Tokenizer tokenizer, NativeThreads threads, PieceCounts known, PromptObserver observer) {
    this.tokenizer = tokenizer;
    this.threads = threads;
    this.known = known;
    this.observer = observer;
  }

  /** What counts most of its texts. */
  CountedBy countedBy() {
    return tokenizer.countedBy();
  }

  OptionalLong nativeBytes() {
    return tokenizer.nativeBytes();
  }

  Map<String, Object> specialTokens() {
    return tokenizer.specialTokens();
  }

  Optional<Cuts> cuts() {
    return tokenizer.cuts();
  }

  boolean contains(int id) {
    return tokenizer.contains(id);
  }

  String decode(int[] ids) {
    return run(ids.length < QUICK_NATIVE, () -> tokenizer.decode(ids));
  }

  List<String> pieces(int[] ids) {
    return run(false, () -> tokenizer.pieces(ids));
  }

  int[] encode(String text) {
    return run(text.length() < QUICK_NATIVE, () -> tokenizer.encode(text));
  }

  /** The tokens of each text. All are counted in one go, so that a turn waits once. */
  int[] count(List<String> texts) {
    int[] tokens = new int[texts.size()];
    int characters = 0;
    for (String text : texts) {
      characters += text.length();
    }
    if (characters == 0) {
      return tokens;
    }
    observer.encoded(characters);
    boolean inJava = tokenizer.countedBy() == CountedBy.JAVA && characters < QUICK_JAVA;
    int left = 0;
    for (int i = 0; i < tokens.length; i++) {
      String text = texts.get(i);
      tokens[i] = inJava ? tokenizer.countInJava(text) : UNKNOWN;
      left += tokens[i] < 0 ? text.length() : 0;
    }
    return left == 0 ? tokens : run(left < QUICK_NATIVE, () -> filled(tokens, texts));
  }

  private int[] filled(int[] tokens, List<String> texts) {
    for (int i = 0; i < tokens.length; i++) {
      if (tokens[i] < 0) {
        tokens[i] = tokenizer.count(texts.get(i));
      }
    }
    return tokens;
  }

  /** The tokens of a piece that was met before, by any rollout; null if it is not known. */
  @Nullable Integer known(String piece) {
    return known.find(owner, piece);
  }

  /** Of so many pieces the tokens were asked for, and known or not. */
  void lookedUp(int found, int missed) {
    if (found + missed > 0 && !known.isOff()) {
      observer.piecesLookedUp(found, missed);
    }
  }

  void remember(String piece, int tokens) {
    known.keep(owner, piece, tokens);
  }

  @Override
  public void close() {
    tokenizer.close();
    known.forget(owner);
  }

  private <T> T run(boolean quick, Supplier<T> work) {
    return quick ? work.get() : threads.call(work::get);
  }
}

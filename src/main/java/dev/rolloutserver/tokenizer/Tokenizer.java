package dev.rolloutserver.tokenizer;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import dev.rolloutserver.process.ResidentMemory;
import dev.rolloutserver.tokenizer.bpe.ByteLevelBpe;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.StampedLock;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A tokenizer of one model: text to ids, exactly as Python's fast tokenizers with {@code
 * add_special_tokens=False}, and back. Safe for use by many threads at once. The work is done by
 * native code, which pins a virtual thread to its carrier.
 */
public final class Tokenizer implements AutoCloseable {
  /**
   * Characters of a text, in UTF-16 units. The library's regular expressions end the whole process
   * after ten million steps, and a run of whitespace takes one or two for each character.
   */
  static final int MAX_TEXT = 4_000_000;

  private static final System.Logger LOGGER = System.getLogger(Tokenizer.class.getName());

  private static final String UNKNOWN = "\ufffd";

  private final TokenizersLibrary library;
  private final Vocabulary vocabulary;
  private final Map<String, Object> specialTokens;
  private final @Nullable ByteLevelBpe byteLevelBpe;
  private final @Nullable Cuts cuts;

  /** Read by those who use the handle, written by the one who gives its memory back. */
  private final StampedLock use = new StampedLock();

  private final OptionalLong nativeBytes;
  private volatile long handle;

  private Tokenizer(TokenizersLibrary library, TokenizerFile file) {
    this.library = library;
    this.vocabulary = file.vocabulary();
    this.specialTokens = file.specialTokens().variables();
    this.cuts = file.cuts().orElse(null);
    // one at a time, or one would be charged with the other's memory
    synchronized (library) {
      OptionalLong before = ResidentMemory.ofThisProcess();
      this.handle = create(library, file.text());
      OptionalLong after = ResidentMemory.ofThisProcess();
      this.nativeBytes =
          before.isPresent() && after.isPresent()
              ? OptionalLong.of(Math.max(0, after.getAsLong() - before.getAsLong()))
              : OptionalLong.empty();
    }
    ByteLevelBpe encoder = file.byteLevelBpe();
    this.byteLevelBpe = encoder != null && agrees(encoder) ? encoder : null;
  }

  /**
   * Loads a tokenizer; the caller closes it.
   *
   * @param tokenizerJson the content of tokenizer.json
   * @param tokenizerConfig the members of tokenizer_config.json; empty if there is none
   * @throws TokenizerException if it cannot be loaded
   */
  public static Tokenizer load(
      byte[] tokenizerJson, Map<String, ? extends @Nullable Object> tokenizerConfig) {
    return new Tokenizer(NativeLibrary.loaded(), new TokenizerFile(tokenizerJson, tokenizerConfig));
  }

  /**
   * How many ids the text has.
   *
   * @throws TokenizerException if it has half of a surrogate pair, is too long, or cannot be
   *     encoded
   */
  public int count(String text) {
    int count = countInJava(text);
    if (count == ByteLevelBpe.UNSURE) {
      return text.isEmpty() ? 0 : ids(text).length;
    }
    return count;
  }

  /**
   * How many ids the text has, without native code; negative where only that can tell. What it
   * refuses is told by {@link #count}.
   */
  public int countInJava(String text) {
    if (byteLevelBpe == null || text.length() > MAX_TEXT) {
      return ByteLevelBpe.UNSURE;
    }
    requireOpen(handle);
    return byteLevelBpe.count(text);
  }

  /** What counts texts; some are left to the native library in any case. */
  public CountedBy countedBy() {
    return byteLevelBpe == null ? CountedBy.NATIVE : CountedBy.JAVA;
  }

  /**
   * The ids of the text.
   *
   * @throws TokenizerException if it has half of a surrogate pair, is too long, or cannot be
   *     encoded
   */
  public int[] encode(String text) {
    long[] ids = ids(text);
    int[] narrow = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      narrow[i] = (int) ids[i];
    }
    return narrow;
  }

  /** The text of the ids, special tokens too; U+FFFD for each id that the tokenizer lacks. */
  public String decode(int[] ids) {
    StringBuilder text = new StringBuilder();
    int from = 0;
    for (int i = 0; i < ids.length; i++) {
      if (!vocabulary.contains(ids[i])) {
        text.append(known(ids, from, i)).append(UNKNOWN);
        from = i + 1;
      }
    }
    return text.append(known(ids, from, ids.length)).toString();
  }

  /**
   * The text of each id where it stands. A character that is made of several ids stands at the
   * first of them, the others have no text.
   */
  public List<String> pieces(int[] ids) {
    return new TokenTexts(this).of(ids);
  }

  /** Where texts may be cut, so that the tokens of the pieces add up; empty: nowhere. */
  public Optional<Cuts> cuts() {
    return Optional.ofNullable(cuts);
  }

  /**
   * By how much the memory of this process grew, as the operating system counts it, when the native
   * tokenizer was made; empty where the platform does not tell.
   */
  public OptionalLong nativeBytes() {
    return nativeBytes;
  }

  /** Whether the tokenizer has this id. */
  public boolean contains(int id) {
    return vocabulary.contains(id);
  }

  /** How many ids there are, those of added tokens too. */
  public int size() {
    return vocabulary.size();
  }

  /**
   * The special tokens as a chat template sees them: attribute to text, or to a list of texts. What
   * the configuration leaves out is what the Python class of the tokenizer takes for given.
   */
  public Map<String, Object> specialTokens() {
    return specialTokens;
  }

  /** Gives the native memory back once nothing uses it; the tokenizer is of no use afterwards. */
  @Override
  public void close() {
    long stamp = use.writeLock();
    try {
      if (handle != 0) {
        library.deleteTokenizer(handle);
        handle = 0;
      }
    } finally {
      use.unlockWrite(stamp);
    }
  }

  private static long create(TokenizersLibrary library, String json) {
    try {
      return library.createTokenizerFromString(json);
    } catch (RuntimeException e) {
      throw new TokenizerException("tokenizer.json is not a tokenizer: " + e.getMessage(), e);
    }
  }

  private long[] ids(String text) {
    if (text.length() > MAX_TEXT) {
      throw new TokenizerException(
          "The text has " + text.length() + " characters, more than the " + MAX_TEXT + " that fit");
    }
    requireWholeCharacters(text);
    return using(tokenizer -> {
      long encoding = encoding(tokenizer, text);
      try {
        return library.getTokenIds(encoding);
      } finally {
        library.deleteEncoding(encoding);
      }
    });
  }

  private long encoding(long tokenizer, String text) {
    try {
      return library.encode(tokenizer, text, false);
    } catch (RuntimeException e) {
      throw new TokenizerException("The tokenizer cannot encode a text: " + e.getMessage(), e);
    }
  }

  private String known(int[] ids, int from, int to) {
    if (from == to) {
      return "";
    }
    long[] wide = new long[to - from];
    for (int i = from; i < to; i++) {
      wide[i - from] = ids[i];
    }
    return using(tokenizer -> library.decode(tokenizer, wide, false));
  }

  private <T> T using(LongFunction<T> action) {
    long stamp = use.readLock();
    try {
      requireOpen(handle);
      return action.apply(handle);
    } finally {
      use.unlockRead(stamp);
    }
  }

  private static void requireOpen(long handle) {
    if (handle == 0) {
      throw new IllegalStateException("the tokenizer is closed");
    }
  }

  private boolean agrees(ByteLevelBpe encoder) {
    boolean agrees = SelfCheck.agrees(encoder, this::encode);
    if (!agrees) {
      LOGGER.log(Level.INFO, "A tokenizer is left to the native library: the self-check failed");
    }
    return agrees;
  }

  /** Half of a pair would make the library misread all characters of the text. */
  private static void requireWholeCharacters(String text) {
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (Character.isSurrogate(character)) {
        if (!Character.isHighSurrogate(character)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          throw new TokenizerException("The text has half of a surrogate pair at index " + i);
        }
        i++;
      }
    }
  }
}

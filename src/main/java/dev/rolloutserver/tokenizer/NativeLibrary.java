package dev.rolloutserver.tokenizer;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import ai.djl.util.Utils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The native library of Hugging Face's tokenizers, as DJL brings it. */
final class NativeLibrary {
  private NativeLibrary() {}

  /**
   * The library, loaded. Nothing is sent or downloaded.
   *
   * @throws TokenizerException if it cannot be loaded
   */
  static TokenizersLibrary loaded() {
    // DJL reports its use, and downloads another build of the library where it sees a GPU
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.offline", "true");
    try {
      LibUtils.checkStatus();
      return TokenizersLibrary.LIB;
    } catch (RuntimeException | LinkageError | AssertionError e) {
      String message = "The native tokenizer library cannot be loaded";
      throw new TokenizerException(message, message + reason(), e);
    }
  }

  private static String reason() {
    Path folder = Utils.getEngineCacheDir("tokenizers");
    try {
      if (Files.isWritable(Files.createDirectories(folder))) {
        return " on " + System.getProperty("os.name") + " " + System.getProperty("os.arch");
      }
    } catch (IOException e) {
      // it cannot be written to, which is the reason looked for
    }
    return ": its folder " + folder + " cannot be written to; DJL_CACHE_DIR names another one";
  }
}

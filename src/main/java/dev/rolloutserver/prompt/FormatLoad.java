package dev.rolloutserver.prompt;

import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.hub.HubException;
import dev.rolloutserver.hub.ModelFiles;
import dev.rolloutserver.prompt.PromptException.Kind;
import dev.rolloutserver.tokenizer.Tokenizer;
import dev.rolloutserver.tokenizer.TokenizerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes prompt formats out of files. */
final class FormatLoad {
  /** The source has limits of its own; this one is so that no load stays for ever. */
  private static final Duration LIMIT = Duration.ofHours(2);

  private static final int LOADING_THREADS = 2;

  private final ModelSource source;
  private final PromptSettings settings;
  private final Clock clock;
  private final NativeThreads loading =
      new NativeThreads("tokenizer-load", LOADING_THREADS, _ -> {});
  private final NativeThreads encoding;
  private final PieceCounts pieceCounts;
  private final PromptObserver observer;

  FormatLoad(ModelSource source, PromptSettings settings, Clock clock, PromptObserver observer) {
    this.source = source;
    this.settings = settings;
    this.clock = clock;
    this.encoding =
        new NativeThreads("tokenizer", settings.encodingThreads(), observer::encodingWaited);
    this.pieceCounts = new PieceCounts(settings.pieceCacheBytes());
    this.observer = observer;
  }

  /**
   * Loads a format; the caller closes it.
   *
   * @throws PromptException of kind TOKENIZER if it cannot be loaded
   */
  PromptFormat load(String name, @Nullable String revision) {
    ModelFiles files;
    try {
      files = source.find(name, revision, Deadline.after(LIMIT));
    } catch (HubException e) {
      throw new PromptException(Kind.TOKENIZER, String.valueOf(e.getMessage()), e.permanent(), e);
    }
    return loading.call(() -> format(files, settings.format(name)));
  }

  void close() {
    loading.close();
    encoding.close();
  }

  private PromptFormat format(ModelFiles files, FormatSettings format) {
    String name = format.name();
    String tokenizerSha256 = Sha256.of(files.tokenizer());
    ChatTemplates templates =
        new ChatTemplates(
            name,
            format.template().isPresent()
                ? Map.of("default", text(name, format.template().get()))
                : files.templates());
    Fingerprint.require(
        name, format.fingerprint(), Fingerprint.of(tokenizerSha256, templates.sha256()));
    Tokenizer tokenizer;
    try {
      tokenizer = Tokenizer.load(files.tokenizer(), files.config());
    } catch (TokenizerException e) {
      throw new PromptException(
          Kind.TOKENIZER, "The tokenizer '" + name + "' cannot be loaded: " + e.getMessage(), e);
    }
    return new PromptFormat(
        files.revision(),
        format,
        tokenizerSha256,
        templates,
        new PooledTokenizer(tokenizer, encoding, pieceCounts, observer),
        clock);
  }

  private static String text(String name, Path template) {
    try {
      return Files.readString(template, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new PromptException(
          Kind.TOKENIZER, "The template set for the tokenizer '" + name + "' cannot be read", e);
    }
  }
}

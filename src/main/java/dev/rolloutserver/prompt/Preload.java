package dev.rolloutserver.prompt;

import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.hub.TokenizerName;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Loads tokenizers before rollouts ask for them, one after the other in the background. One that
 * fails is tried again, later and later; a failure that time does not mend ends the start.
 */
public final class Preload implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(Preload.class.getName());
  private static final Duration ATTEMPT = Duration.ofMinutes(30);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);

  private final PromptFormats formats;
  private final Duration firstPause;
  private final Map<TokenizerName, String> pending =
      Collections.synchronizedMap(new LinkedHashMap<>());
  private final CompletableFuture<Void> failure = new CompletableFuture<>();
  private final Thread thread;

  /** Will load these tokenizers. */
  public Preload(PromptFormats formats, List<TokenizerName> names) {
    this(formats, names, FIRST_PAUSE);
  }

  Preload(PromptFormats formats, List<TokenizerName> names, Duration firstPause) {
    this.formats = formats;
    this.firstPause = firstPause;
    names.forEach(name -> pending.put(name, ""));
    this.thread = Thread.ofVirtual().name("preload").unstarted(this::run);
  }

  /** Begins. */
  public void start() {
    thread.start();
  }

  /** What is not loaded yet, with the reason why its last try failed. */
  public Map<TokenizerName, String> pending() {
    synchronized (pending) {
      return new LinkedHashMap<>(pending);
    }
  }

  /** Ends, exceptionally, with the first failure that time does not mend. */
  public CompletableFuture<Void> failure() {
    return failure;
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    Duration pause = firstPause;
    try {
      while (true) {
        for (TokenizerName name : List.copyOf(pending().keySet())) {
          load(name);
        }
        if (pending.isEmpty()) {
          return;
        }
        Thread.sleep(pause);
        pause = pause.multipliedBy(2);
        pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
      }
    } catch (InterruptedException e) {
      // the server stops
    } catch (RuntimeException e) {
      failure.completeExceptionally(e);
    }
  }

  private void load(TokenizerName name) throws InterruptedException {
    try {
      formats.forgetFailure(name.name(), name.revision());
      formats.lease(name.name(), name.revision(), Deadline.after(ATTEMPT)).close();
      pending.remove(name);
    } catch (PromptException e) {
      if (e.permanent()) {
        throw e;
      }
      if (e.kind() == PromptException.Kind.CANCELLED) {
        throw new InterruptedException("the server stops");
      }
      LOGGER.log(Level.WARNING, "{0} is not loaded yet: {1}", name, e.getMessage());
      pending.put(name, String.valueOf(e.getMessage()));
    }
  }
}

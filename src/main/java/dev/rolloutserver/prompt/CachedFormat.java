package dev.rolloutserver.prompt;

import java.util.concurrent.CompletableFuture;

/** A format that is kept or on its way; the lock of its cache guards the counts. */
final class CachedFormat {
  final CompletableFuture<Loaded> loading = new CompletableFuture<>();
  int users;
  long hits;

  /** Whether nobody needs it, so that it may go. */
  boolean idle() {
    return users == 0 && loading.isDone();
  }

  /** What has been loaded. */
  record Loaded(PromptFormat format, long millis) {}
}

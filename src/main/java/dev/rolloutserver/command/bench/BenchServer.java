package dev.rolloutserver.command.bench;

import java.util.Map;

/** How a process that is measured starts a rollout server in itself. */
@FunctionalInterface
public interface BenchServer {
  /** Starts a server with these settings, by key; returns once its port answers. */
  Running start(Map<String, String> settings);

  /** A server that serves. */
  interface Running extends AutoCloseable {
    /** Where it listens, as a URL without path. */
    String url();

    @Override
    void close();
  }
}

package dev.rolloutserver.command.demo;

import java.util.Map;

/** How the demo starts a rollout server in its own process. */
@FunctionalInterface
public interface DemoServer {
  /** Starts a server with these settings, by key; returns once its port answers. */
  Running start(Map<String, String> settings);

  /** A server that serves. */
  interface Running extends AutoCloseable {
    /** Waits until somebody wishes the end of the process. */
    void awaitStop() throws InterruptedException;

    @Override
    void close();
  }
}

package dev.rolloutserver.http;

import io.helidon.webserver.ConnectionContext;
import org.jspecify.annotations.Nullable;

/** Reads ahead on the connection of one request, from its start until the next request comes. */
final class Lookout {
  private final ConnectionContext connection;
  private Runnable told;
  private @Nullable Thread reader;
  private boolean answered;
  private volatile boolean gone;

  Lookout(ConnectionContext connection, Runnable told) {
    this.connection = connection;
    this.told = told;
  }

  /** Begins to read; false if the request was answered already. */
  synchronized boolean start() {
    if (answered) {
      return false;
    }
    reader = Thread.ofVirtual().name("caller-watch").start(this::read);
    return true;
  }

  /** The request was answered: the thread that reads ahead, null where it never began. */
  synchronized @Nullable Thread answered() {
    answered = true;
    // the connection may be idle for long: what it was about need not be kept
    told = () -> {};
    return reader;
  }

  /** Whether the caller has gone. */
  boolean gone() {
    return gone;
  }

  private void read() {
    try {
      connection.dataReader().ensureAvailable();
    } catch (RuntimeException e) {
      gone = true;
      listener().run();
    }
  }

  private synchronized Runnable listener() {
    return told;
  }
}

package dev.rolloutserver.http;

/** The listener cannot be opened, or has ended; the message names address, port and reason. */
public final class ListenException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ListenException(String host, int port, String reason) {
    super("Cannot listen on " + host + ":" + port + ": " + reason);
  }
}

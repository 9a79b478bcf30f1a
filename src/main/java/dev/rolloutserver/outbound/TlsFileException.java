package dev.rolloutserver.outbound;

/** A file for TLS that cannot be used; the message names it and says why. */
public final class TlsFileException extends RuntimeException {
  private static final long serialVersionUID = 1;

  TlsFileException(String message, Throwable cause) {
    super(message, cause);
  }
}

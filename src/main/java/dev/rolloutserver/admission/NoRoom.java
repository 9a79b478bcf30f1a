package dev.rolloutserver.admission;

/** A conversation that runs has grown beyond the memory that there is. */
public final class NoRoom extends RuntimeException {
  private static final long serialVersionUID = 1;

  NoRoom(String message) {
    super(message);
  }
}

package dev.rolloutserver.http;

/** Looks ahead on the connection of one request, from its start until it is answered. */
final class Lookout {
  private final TimedConnection connection;
  private final Runnable gone;
  private boolean answered;

  Lookout(TimedConnection connection, Runnable gone) {
    this.connection = connection;
    this.gone = gone;
  }

  /** Begins to look; false if the request was answered already. */
  synchronized boolean start() {
    if (answered) {
      return false;
    }
    connection.lookAhead(gone);
    return true;
  }

  /** The request was answered. */
  synchronized void answered() {
    answered = true;
    connection.lookNoMore();
  }
}

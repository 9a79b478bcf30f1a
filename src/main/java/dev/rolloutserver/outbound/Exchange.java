package dev.rolloutserver.outbound;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What an exchange holds while it runs; ending it early closes that. Once it has let go, an end
 * comes too late: the connection may serve another by then.
 */
final class Exchange {
  /** Why it was ended early. */
  enum End {
    DEADLINE,
    CONNECT,
    FIRST_BYTE,
    WISH
  }

  private @Nullable Closeable connecting;
  private @Nullable Connection connection;
  private @Nullable End end;
  private boolean over;

  /** A connection is being made, which waits for this. */
  synchronized void connecting(Closeable awaited) {
    connecting = awaited;
    closeIfEnded();
  }

  /** The exchange runs over this connection. */
  synchronized void runsOver(Connection used) {
    connecting = null;
    connection = used;
    closeIfEnded();
  }

  /** Ends it, unless what the reason is about has happened. */
  synchronized void end(End reason) {
    boolean late =
        switch (reason) {
          case CONNECT -> connection != null;
          case FIRST_BYTE -> connection != null && connection.answering();
          case DEADLINE, WISH -> false;
        };
    if (!over && !late && end == null) {
      end = reason;
      closeIfEnded();
    }
  }

  /** Why it was ended early, or null. */
  synchronized @Nullable End ended() {
    return end;
  }

  /** The exchange needs nothing any more. */
  synchronized void letGo() {
    over = true;
  }

  private void closeIfEnded() {
    if (end == null) {
      return;
    }
    if (connection != null) {
      connection.closeResource();
    } else if (connecting != null) {
      try {
        connecting.close();
      } catch (IOException e) {
        // closed is what it is
      }
    }
  }
}

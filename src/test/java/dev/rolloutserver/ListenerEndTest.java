package dev.rolloutserver;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rolloutserver.http.ListenException;
import dev.rolloutserver.http.RawConnection;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server to which nobody can connect any more ends, and does not only look as if it served. */
class ListenerEndTest {
  private static final String LISTENER = "server-@default-listener";

  /** It says what it is meant to say. */
  private final Logger helidon = Logger.getLogger("io.helidon.webserver.ServerListener");

  private final Logger watch = Logger.getLogger("dev.rolloutserver.http.ListenerWatch");

  @TempDir private Path folder;

  @Test
  void listener_thatEndsByItself_endsTheServer() throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    try (ServerFixture server = ServerFixture.start(folder, Map.of())) {
      helidon.setLevel(Level.OFF);
      watch.setLevel(Level.OFF);
      Thread listener =
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> thread.getName().equals(LISTENER) && !before.contains(thread))
              .findFirst()
              .orElseThrow();

      // as where there is no descriptor or no memory: anything thrown between two accepts ends it
      listener.interrupt();
      new RawConnection(server.port()).close();

      assertThatThrownBy(() -> server.failure().get(60, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(ListenException.class)
          .hasMessage(
              "Cannot listen on 127.0.0.1:%d: the listening socket was closed", server.port());
    } finally {
      helidon.setLevel(null);
      watch.setLevel(null);
    }
  }
}

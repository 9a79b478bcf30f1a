package dev.rolloutserver.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/** What is still on its way when a request was refused and its connection is about to be closed. */
final class UnreadBody {
  private static final Duration LINGER = Duration.ofSeconds(2);

  private UnreadBody() {}

  /**
   * Reads and drops it, for a moment: closing a connection over unread bytes would take the answer
   * from the caller.
   */
  static void drop(ServerRequest request) {
    // who waits for "100 Continue" sends nothing more
    if (!request.content().hasEntity() || request.headers().contains(HeaderNames.EXPECT)) {
      return;
    }
    Thread reader = Thread.currentThread();
    Thread alarm =
        Thread.ofVirtual()
            .start(() -> {
              try {
                Thread.sleep(LINGER);
                reader.interrupt();
              } catch (InterruptedException e) {
                // all was read
              }
            });
    try (InputStream body = request.content().inputStream()) {
      body.transferTo(OutputStream.nullOutputStream());
    } catch (IOException | RuntimeException e) {
      // the caller has gone, or sends for too long: either way the connection ends
    } finally {
      alarm.interrupt();
    }
  }
}

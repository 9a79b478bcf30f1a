package dev.rolloutserver.http;

import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One answer, which blanks may precede: white space before JSON means nothing. */
final class Heartbeat implements AutoCloseable {
  private final ServerResponse response;
  private final Runnable gone;
  private final Runnable closed;
  private @Nullable OutputStream begun;
  private @Nullable Thread thread;
  private boolean ended;

  Heartbeat(ServerResponse response, Runnable gone, Runnable closed) {
    this.response = response;
    this.gone = gone;
    this.closed = closed;
  }

  /** Sends a blank that often from now on. */
  synchronized void begin(Duration period) {
    if (thread == null && !ended) {
      thread = Thread.ofVirtual().name("heartbeat").start(() -> beat(period));
    }
  }

  /** Sends the answer, behind the blanks if there were any. */
  synchronized void send(byte[] json) {
    ended = true;
    if (begun == null) {
      response.header(HeaderValues.CONTENT_TYPE_JSON).send(json);
      return;
    }
    try (OutputStream out = begun) {
      out.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void close() {
    ended = true;
    if (thread != null) {
      thread.interrupt();
    }
    closed.run();
  }

  private void beat(Duration period) {
    try {
      do {
        Thread.sleep(period);
      } while (blank());
    } catch (InterruptedException e) {
      // the answer is on its way
    } catch (IOException | RuntimeException e) {
      gone.run();
    }
  }

  private synchronized boolean blank() throws IOException {
    if (ended) {
      return false;
    }
    if (begun == null) {
      response.header(HeaderValues.CONTENT_TYPE_JSON);
      begun = response.outputStream();
    }
    begun.write(' ');
    begun.flush();
    return true;
  }
}

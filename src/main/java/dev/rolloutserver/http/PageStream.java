package dev.rolloutserver.http;

import dev.rolloutserver.json.Json;
import io.helidon.webserver.CloseConnectionException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One stream of server-sent events. Each event is the whole state of its topic, so nothing waits
 * for a slow listener: it misses states, and is left when it takes none for a while.
 */
final class PageStream {
  static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  /** A write that takes longer is to nobody. */
  private static final Duration SLOW = Duration.ofSeconds(10);

  private final PageState state;
  private final PageQuery query;
  private final OutputStream out;
  private final CountDownLatch gone = new CountDownLatch(1);
  private @Nullable Object sent;
  private long lastWrite = System.nanoTime();

  /** Since when a write goes on; 0 while none does. */
  private volatile long writing;

  PageStream(PageState state, PageQuery query, OutputStream out) {
    this.state = state;
    this.query = query;
    this.out = out;
  }

  /** The listener has gone. */
  void leave() {
    gone.countDown();
  }

  /** Sends until the listener leaves or the server ends. */
  void run() {
    Thread watch =
        Thread.ofVirtual().name("page-stream-watch").start(watch(Thread.currentThread()));
    try {
      do {
        topics();
        if (System.nanoTime() - lastWrite > HEARTBEAT.toNanos()) {
          write(": heartbeat\n\n".getBytes(StandardCharsets.UTF_8));
        }
      } while (!state.draining() && !gone.await(PERIOD.toNanos(), TimeUnit.NANOSECONDS));
      if (state.draining()) {
        send("end", Map.of("reason", "draining"));
      }
      out.close();
    } catch (IOException | UncheckedIOException e) {
      throw new CloseConnectionException("the listener has gone", e);
    } catch (InterruptedException e) {
      throw new CloseConnectionException("the listener is too slow, or the server stops", e);
    } finally {
      watch.interrupt();
    }
  }

  private void topics() throws IOException {
    if (query.topics().contains(PageQuery.OVERVIEW)) {
      send(PageQuery.OVERVIEW, state.overview());
    }
    if (query.topics().contains(PageQuery.ROLLOUTS)) {
      send(PageQuery.ROLLOUTS, state.rollouts(query));
    }
    if (query.topics().contains(PageQuery.ROLLOUT)) {
      sendRollout();
    }
  }

  private void sendRollout() throws IOException {
    Object now = state.rolloutState(query.key()).orElse("gone");
    if (now.equals(sent)) {
      return;
    }
    Optional<Map<String, @Nullable Object>> rollout = state.rollout(query.key());
    if (rollout.isPresent()) {
      send(PageQuery.ROLLOUT, rollout.get());
    } else {
      Map<String, @Nullable Object> left = new LinkedHashMap<>();
      left.put("key", Long.toString(query.key()));
      left.put("gone", true);
      send(PageQuery.ROLLOUT, left);
    }
    sent = now;
  }

  private void send(String event, Map<String, ? extends @Nullable Object> data) throws IOException {
    // JSON has no line feed outside of strings, where it is escaped
    write(
        ("event: " + event + "\ndata: " + Json.text(data) + "\n\n")
            .getBytes(StandardCharsets.UTF_8));
  }

  private void write(byte[] bytes) throws IOException {
    writing = System.nanoTime() | 1;
    try {
      out.write(bytes);
      out.flush();
    } finally {
      writing = 0;
    }
    lastWrite = System.nanoTime();
  }

  private Runnable watch(Thread writer) {
    return () -> {
      try {
        while (true) {
          Thread.sleep(PERIOD);
          long since = writing;
          if (since != 0 && System.nanoTime() - since > SLOW.toNanos()) {
            writer.interrupt();
          }
        }
      } catch (InterruptedException e) {
        // the stream has ended
      }
    };
  }
}

package dev.rolloutserver;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A trainer that answers a call when a test says so, and sees its connections close. */
final class HeldTrainer implements Closeable {
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

  private final ServerSocket listening;

  /** Calls in the order in which they came. */
  final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();

  HeldTrainer() throws IOException {
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /** A call that waits for its answer, on a connection of its own. */
  static final class Call {
    private final Map<String, @Nullable Object> request;
    private final CompletableFuture<TrainerTurn> answer = new CompletableFuture<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    private Call(Map<String, @Nullable Object> request) {
      this.request = request;
    }

    String rolloutId() {
      return String.valueOf(request.get("rollout_id"));
    }

    void answer(TrainerTurn turn) {
      answer.complete(turn);
    }

    /** Waits until the server has closed the connection. */
    void awaitClosed() throws InterruptedException {
      closed.await();
    }

    private void awaitEnd(InputStream in) {
      try {
        if (in.read() < 0) {
          closed.countDown();
        }
      } catch (IOException e) {
        closed.countDown();
      }
    }
  }

  String url() {
    return "http://127.0.0.1:" + listening.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listening.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      // closed by the test
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      Call call = new Call(request(in));
      Thread.ofVirtual().start(() -> call.awaitEnd(in));
      calls.add(call);
      String json = call.answer.join().json();
      String answer =
          "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
              + "Content-Length: "
              + json.length()
              + "\r\n\r\n"
              + json;
      socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      // the server has gone
    }
  }

  private static Map<String, @Nullable Object> request(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int read = in.read();
      if (read < 0) {
        throw new IOException("no request");
      }
      head.append((char) read);
    }
    Matcher length = LENGTH.matcher(head);
    byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
    return ServerFixture.members(Json.read(body, JsonLimits.DEFAULT));
  }
}

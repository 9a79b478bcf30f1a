package dev.rolloutserver.outbound;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A peer over a bare socket: answers each request with the bytes it was told, in order. */
public final class RawPeer implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

  private record Step(Optional<String> answer, Runnable whenAsked) {}

  private final ServerSocket listening;
  private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final Queue<String> received = new ConcurrentLinkedQueue<>();
  private volatile boolean resets;
  private volatile CountDownLatch closed = new CountDownLatch(1);

  /** Listens on a free port of the loopback interface. */
  public RawPeer() throws IOException {
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /** What the next requests get, word for word. */
  public RawPeer answers(String... answers) {
    Arrays.stream(answers).forEach(answer -> steps.add(new Step(Optional.of(answer), () -> {})));
    return this;
  }

  /** Closes the connection after what came before. */
  public void thenCloses() {
    steps.add(new Step(Optional.empty(), () -> {}));
  }

  /** Resets the connection after what came before. */
  public void thenResets() {
    resets = true;
    thenCloses();
  }

  /** Never answers the next request, but runs this. */
  public void whenAsked(Runnable action) {
    steps.add(new Step(Optional.of(""), action));
  }

  /** Where it listens. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/");
  }

  /** Connections that were made so far. */
  public int connections() {
    return connections.get();
  }

  /** All that came, over all connections. */
  public String received() {
    return String.join("", received);
  }

  /** Waits until a connection has ended. */
  public void awaitClosed() throws InterruptedException {
    closed.await();
    closed = new CountDownLatch(1);
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listening.accept();
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      // closed by the test
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (readRequest(in)) {
        Step step = steps.take();
        step.whenAsked().run();
        socket.getOutputStream().write(step.answer().orElse("").getBytes(StandardCharsets.UTF_8));
        Step next = steps.peek();
        if (next != null && next.answer().isEmpty()) {
          steps.remove();
          socket.setSoLinger(resets, 0);
          break;
        }
      }
    } catch (IOException | InterruptedException e) {
      // the other side has gone
    } finally {
      closed.countDown();
    }
  }

  private boolean readRequest(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int read = in.read();
      if (read < 0) {
        return false;
      }
      head.append((char) read);
    }
    Matcher length = LENGTH.matcher(head);
    byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
    received.add(head + new String(body, StandardCharsets.UTF_8));
    return true;
  }
}

package dev.rolloutserver;

import static dev.rolloutserver.TrainerTurn.adds;
import static dev.rolloutserver.TrainerTurn.says;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A trainer over bare sockets: lets the model add in so many calls, does to the next one what a
 * fault wants, and lets the model be done in those that follow.
 */
final class FaultyTrainer implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");
  private static final String GOOD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

  private final ServerSocket listening = new ServerSocket(0, 50, address());
  private final AtomicInteger received = new AtomicInteger();
  private final int good;
  private final Fault fault;
  private final Thread accepting = Thread.ofVirtual().unstarted(this::accept);

  /** What is done to a connection whose peer has asked, or is about to. */
  @FunctionalInterface
  interface Deed {
    void on(Peer peer) throws IOException;
  }

  /** What is done instead of answering. */
  @FunctionalInterface
  interface Fault {
    Deed deed();

    /** Whether it hits a connection before a request has come. */
    default boolean hitsBeforeTheRequest() {
      return false;
    }

    /** Whether nobody listens any more. */
    default boolean refuses() {
      return false;
    }

    /** Whether another try would meet it again; all others would be healed by one. */
    default boolean lasts() {
      return false;
    }
  }

  /** A trainer that answers so many calls well before this happens. */
  FaultyTrainer(int good, Fault fault) throws IOException {
    this.good = good;
    this.fault = fault;
    if (good == 0) {
      beforeTheFault();
    }
    accepting.start();
  }

  String url() {
    return "http://" + listening.getInetAddress().getHostAddress() + ":" + listening.getLocalPort();
  }

  /** Calls that came whole. */
  int received() {
    return received.get();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }

  /** One of its own where there are others, who would take its port when it has left it. */
  private static InetAddress address() throws IOException {
    if (FaultSuiteTest.AT_ONCE == 1) {
      return InetAddress.getLoopbackAddress();
    }
    byte[] address = new byte[4];
    ThreadLocalRandom.current().nextBytes(address);
    address[0] = 127;
    return InetAddress.getByAddress(address);
  }

  private void beforeTheFault() throws IOException {
    if (fault.refuses()) {
      listening.close();
      awaitTheLastAccept();
    }
  }

  /** Until it has ended, the system goes on taking connections. */
  private void awaitTheLastAccept() throws InterruptedIOException {
    try {
      accepting.join();
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listening.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket socket) {
    try (Peer peer = new Peer(socket)) {
      if (fault.hitsBeforeTheRequest() && received.get() == good) {
        fault.deed().on(peer);
        return;
      }
      while (peer.readRequest()) {
        answer(received.incrementAndGet(), peer);
      }
    } catch (IOException e) {
      // the server under test has gone, or was sent away
    }
  }

  private void answer(int call, Peer peer) throws IOException {
    if (call < good) {
      peer.send(GOOD + sized(adds().json()));
    } else if (call == good) {
      beforeTheFault();
      // what happens before a request happens on a connection of its own
      String last = fault.hitsBeforeTheRequest() ? "Connection: close\r\n" : "";
      peer.send(GOOD + last + sized(adds().json()));
    } else if (call == good + 1 || fault.lasts()) {
      fault.deed().on(peer);
    } else {
      peer.send(GOOD + sized(says("5").json()));
    }
  }

  /** An answer as it should be. */
  static byte[] goodAnswer() {
    return (GOOD + sized(adds().json())).getBytes(UTF_8);
  }

  /** The rest of a head, and this body. */
  static String sized(String body) {
    return "Content-Length: " + body.getBytes(UTF_8).length + "\r\n\r\n" + body;
  }

  /** The server under test at the other end of a connection. */
  static final class Peer implements AutoCloseable {
    private static final int PAUSE_MILLIS = 50;

    private final Socket socket;
    private final InputStream in;

    private Peer(Socket socket) throws IOException {
      this.socket = socket;
      this.in = new BufferedInputStream(socket.getInputStream());
    }

    void send(String text) throws IOException {
      send(text.getBytes(UTF_8));
    }

    void send(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
    }

    /** Sends this many bytes, as far as they are taken. */
    void pour(int bytes) throws IOException {
      byte[] piece = " ".repeat(1 << 16).getBytes(ISO_8859_1);
      for (int left = bytes; left > 0; left -= piece.length) {
        socket.getOutputStream().write(piece, 0, Math.min(left, piece.length));
      }
    }

    /** Sends this again and again, a byte at a time, until the peer has had enough. */
    void drip(String text) throws IOException {
      for (int i = 0; !pause(); i++) {
        send(text.substring(i % text.length(), i % text.length() + 1));
      }
    }

    /** Sends nothing more, until the peer has had enough. */
    void stall() throws IOException {
      while (!pause()) {
        // not yet
      }
    }

    void halfClose() throws IOException {
      socket.shutdownOutput();
      stall();
    }

    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    /** Resets once the peer has closed: a reset takes from it what it has not read. */
    void resetLater() throws IOException {
      stall();
      reset();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }

    /** Lets a moment pass; whether the peer has gone. */
    private boolean pause() throws IOException {
      socket.setSoTimeout(PAUSE_MILLIS);
      try {
        return in.read() < 0;
      } catch (SocketTimeoutException e) {
        return false;
      }
    }

    private boolean readRequest() throws IOException {
      socket.setSoTimeout(0);
      StringBuilder head = new StringBuilder();
      while (!head.toString().endsWith("\r\n\r\n")) {
        int read = in.read();
        if (read < 0) {
          return false;
        }
        head.append((char) read);
      }
      Matcher length = LENGTH.matcher(head);
      int wanted = length.find() ? Integer.parseInt(length.group(1)) : 0;
      return in.readNBytes(wanted).length == wanted;
    }
  }
}

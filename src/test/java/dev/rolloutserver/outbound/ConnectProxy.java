package dev.rolloutserver.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy that knows CONNECT alone, and for which every host is one peer on this machine. */
final class ConnectProxy implements AutoCloseable {
  private final ServerSocket listening;
  private final InetSocketAddress peer;
  private final String answer;
  private final List<String> heads = new CopyOnWriteArrayList<>();

  /** Answers like this; passes on what follows when that grants the tunnel. */
  ConnectProxy(int peerPort, String answer) throws IOException {
    this.listening = new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1"));
    this.peer = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), peerPort);
    this.answer = answer;
    Thread.ofVirtual().start(this::serve);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + listening.getLocalPort());
  }

  /** What it was asked for, the whole heads. */
  List<String> heads() {
    return heads;
  }

  private void serve() {
    try {
      while (true) {
        Socket caller = listening.accept();
        Thread.ofVirtual().start(() -> tunnel(caller));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void tunnel(Socket caller) {
    try (caller;
        Socket other = new Socket()) {
      heads.add(head(caller.getInputStream()));
      caller.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
      if (answer.contains(" 200 ")) {
        other.connect(peer);
        Thread back = Thread.ofVirtual().start(() -> copy(other, caller));
        copy(caller, other);
        back.join();
      }
    } catch (IOException e) {
      // one of them has hung up
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void copy(Socket from, Socket to) {
    try (OutputStream out = to.getOutputStream()) {
      from.getInputStream().transferTo(out);
    } catch (IOException e) {
      // one of them has hung up
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        return head.toString();
      }
      head.append((char) next);
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}

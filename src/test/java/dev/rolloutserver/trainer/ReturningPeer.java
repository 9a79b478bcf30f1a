package dev.rolloutserver.trainer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A peer that takes no connection until it is told to, and then answers the first one. */
final class ReturningPeer implements AutoCloseable {
  private final int port;
  private @Nullable ServerSocket listening;

  ReturningPeer(int port) {
    this.port = port;
  }

  void listen(String answer) {
    try {
      ServerSocket socket = new ServerSocket(port, 5, InetAddress.getLoopbackAddress());
      listening = socket;
      Thread.ofVirtual().start(() -> serve(socket, answer));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    if (listening != null) {
      listening.close();
    }
  }

  private static void serve(ServerSocket listening, String answer) {
    try (Socket socket = listening.accept();
        InputStream in = socket.getInputStream()) {
      byte[] some = new byte[64 * 1024];
      int read = in.read(some);
      socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
      while (read >= 0) {
        read = in.read(some);
      }
    } catch (IOException e) {
      // the test is over
    }
  }
}

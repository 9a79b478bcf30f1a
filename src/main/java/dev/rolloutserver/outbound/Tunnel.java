package dev.rolloutserver.outbound;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** A connection that a proxy passes on: {@code CONNECT} of RFC 9110, section 9.3.6. */
final class Tunnel {
  private static final int MAX_HEAD_BYTES = 16 * 1024;
  private static final Pattern GRANTED = Pattern.compile("(?s)HTTP/1\\.[01] 2\\d\\d.*");

  private Tunnel() {}

  /**
   * Asks the proxy at the other end of the socket for a connection to this origin. What the socket
   * carries afterwards is the origin's.
   *
   * @throws IOException if the proxy refuses
   */
  static void open(Socket socket, Origin origin) throws IOException {
    String host = origin.host().contains(":") ? "[" + origin.host() + "]" : origin.host();
    String target = host + ":" + origin.port();
    socket
        .getOutputStream()
        .write(
            ("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    String head = head(socket.getInputStream());
    if (!GRANTED.matcher(head).matches()) {
      throw new IOException(
          "the proxy does not connect to "
              + target
              + ": "
              + head.lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", " "));
    }
  }

  /** Byte by byte: what follows belongs to the tunnel. */
  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int end = 0;
    while (end < 4) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the proxy closed the connection");
      }
      if (head.size() == MAX_HEAD_BYTES) {
        throw new IOException("the proxy's answer is longer than " + MAX_HEAD_BYTES + " bytes");
      }
      head.write(next);
      end = next == (end % 2 == 0 ? '\r' : '\n') ? end + 1 : next == '\r' ? 1 : 0;
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }
}

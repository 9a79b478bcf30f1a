package dev.rolloutserver.http;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A TCP connection that sends what a proper HTTP client would not. */
public final class RawConnection implements Closeable {
  private static final int READ_TIMEOUT_MILLIS = 20_000;

  private final Socket socket;
  private final InputStream in;

  public RawConnection(int port) throws IOException {
    this(InetAddress.getLoopbackAddress(), port);
  }

  RawConnection(InetAddress address, int port) throws IOException {
    socket = new Socket(address, port);
    socket.setSoTimeout(READ_TIMEOUT_MILLIS);
    in = socket.getInputStream();
  }

  /** An answer; header names in lower case. */
  public record Answer(int status, Map<String, String> headers, String body) {}

  public RawConnection send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return this;
  }

  /** Sends if the peer still takes it. */
  void trySend(String text) {
    try {
      send(text);
    } catch (IOException e) {
      // it has closed
    }
  }

  /** Sends this and that nothing more will come. */
  public void sendLast(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
    } catch (IOException e) {
      // it has refused before all was sent
    }
  }

  /** What comes until the peer closes. */
  public String readAll() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      in.transferTo(all);
    } catch (SocketTimeoutException e) {
      throw new UncheckedIOException("not closed after " + all, e);
    } catch (IOException reset) {
      // that is an end, too
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  /** Reads what is left until the peer closes. */
  void readToTheEnd() throws IOException {
    try {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (SocketException reset) {
      // that is an end, too
    }
  }

  /** Reads one answer with the body that its Content-Length announces. */
  public Answer read() throws IOException {
    return read(true);
  }

  /** Reads one answer to a HEAD request, which has headers only. */
  public Answer readHead() throws IOException {
    return read(false);
  }

  /** Reads up to this text, framing included. */
  public String readUntil(String end) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf(end) < 0) {
      int c = in.read();
      if (c == -1) {
        throw new EOFException("closed before '" + end + "' in: " + text);
      }
      text.append((char) c);
    }
    return text.toString();
  }

  /** Waits until the peer closes; false if it sends something instead. */
  public boolean closedByPeer() throws IOException {
    try {
      return in.read() == -1;
    } catch (SocketException reset) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  Answer read(boolean hasBody) throws IOException {
    String statusLine = line();
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = hasBody ? Integer.parseInt(headers.getOrDefault("content-length", "0")) : 0;
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    return new Answer(Integer.parseInt(statusLine.split(" ", 3)[1]), headers, body);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c == -1) {
        throw new EOFException("closed after '" + line + "'");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}

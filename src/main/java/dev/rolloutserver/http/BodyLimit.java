package dev.rolloutserver.http;

import dev.rolloutserver.admission.HeldMemory;
import dev.rolloutserver.admission.Refused;
import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * The largest body of a request. One that is somewhat larger is answered 413, read and dropped:
 * closing a connection over unread bytes would take the answer from the caller.
 */
final class BodyLimit implements Filter {
  /** Bytes beyond the limit that are still read. Helidon ends what is larger by itself. */
  static final long DROPPED_BYTES = 64 * 1024 * 1024;

  /** What a told length is believed before anything has come, and when so much has. */
  private static final int FIRST_BYTES = 16 * 1024;

  private static final int AT_ONCE = 1024 * 1024;

  private final long maxBytes;

  BodyLimit(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    if (request.headers().contentLength().orElse(0) <= maxBytes) {
      chain.proceed();
      return;
    }
    response.header(HeaderValues.CONNECTION_CLOSE);
    TooLarge refusal = new TooLarge(maxBytes);
    JsonAnswer.send(
        request, response, refusal.status(), new ErrorBody(String.valueOf(refusal.getMessage())));
    UnreadBody.drop(request);
    throw new CloseConnectionException("the body was too large");
  }

  /**
   * The body of a request, which may not have told its length.
   *
   * @throws Refused if there is no memory for it now
   */
  byte[] read(ServerRequest request, HeldMemory held) {
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    long told = request.headers().contentLength().orElse(-1);
    held.expect(told);
    try {
      InputStream body = request.content().inputStream();
      byte[] bytes = told >= 0 ? whole(body, (int) told, held) : chunked(body, held);
      // only now: to close is to read to the end, which chunks that cannot be read never have
      body.close();
      return bytes;
    } catch (IOException | UncheckedIOException | InsufficientDataAvailableException e) {
      throw new CloseConnectionException("the caller left within the body", e);
    } catch (RequestException e) {
      throw e.status().equals(Status.REQUEST_ENTITY_TOO_LARGE_413) ? new TooLarge(maxBytes) : e;
    } catch (HttpException | Refused | CloseConnectionException e) {
      throw e;
    } catch (RuntimeException e) {
      // Helidon tells of chunks that it cannot read by many exceptions
      throw new Unreadable(e);
    }
  }

  private byte[] chunked(InputStream body, HeldMemory held) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[16 * 1024];
    for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
      if (bytes.size() + read > maxBytes) {
        body.transferTo(OutputStream.nullOutputStream());
        throw new TooLarge(maxBytes);
      }
      grow(held, (long) bytes.size() + read, body);
      bytes.write(buffer, 0, read);
    }
    return bytes.toByteArray();
  }

  /** In one array where it can be; who tells a length and sends nothing gets little memory. */
  static byte[] whole(InputStream body, int length, HeldMemory held) throws IOException {
    grow(held, Math.min(length, FIRST_BYTES), body);
    byte[] bytes = new byte[Math.min(length, FIRST_BYTES)];
    int read = body.readNBytes(bytes, 0, bytes.length);
    while (read == bytes.length && read < length) {
      int larger = (int) Math.min(length, Math.max(AT_ONCE, 2L * read));
      grow(held, larger, body);
      bytes = Arrays.copyOf(bytes, larger);
      read += body.readNBytes(bytes, read, bytes.length - read);
    }
    if (read < length) {
      throw new EOFException("%d of %d bytes".formatted(read, length));
    }
    return bytes;
  }

  /** Hears the caller out where there is no memory: it reads no answer before it has sent all. */
  private static void grow(HeldMemory held, long bytes, InputStream body) throws IOException {
    try {
      held.grow(bytes);
    } catch (Refused e) {
      body.transferTo(OutputStream.nullOutputStream());
      throw e;
    }
  }

  /** What a caller is told whose body is too large. */
  static String text(long maxBytes) {
    return "The body is larger than " + maxBytes + " bytes (server.max-body-bytes)";
  }

  private static final class Unreadable extends HttpException {
    private static final long serialVersionUID = 1;

    Unreadable(Throwable cause) {
      super("The body cannot be read", Status.BAD_REQUEST_400, cause, false);
    }
  }

  private static final class TooLarge extends HttpException {
    private static final long serialVersionUID = 1;

    TooLarge(long maxBytes) {
      super(text(maxBytes), Status.REQUEST_ENTITY_TOO_LARGE_413, false);
    }
  }
}

package dev.rolloutserver.outbound;

import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.deadline.Cancellation.Registration;
import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.files.FileWatch;
import dev.rolloutserver.files.UnusableFileException;
import dev.rolloutserver.outbound.Exchange.End;
import dev.rolloutserver.outbound.OutboundException.Kind;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.common.tls.Tls;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.webclient.api.HttpClientResponse;
import io.helidon.webclient.api.Proxy;
import io.helidon.webclient.http1.Http1Client;
import io.helidon.webclient.http1.Http1ClientRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLException;

/**
 * The HTTP/1.1 client: Helidon's WebClient under a deadline for the whole exchange and a cap on the
 * answer. It follows no redirect and uses no proxy of the system. Safe for use by many threads.
 */
public final class OutboundHttp implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(OutboundHttp.class.getName());

  private static final long SWEEP_MILLIS = 500;
  private static final int NOT_MODIFIED = 304;

  /** What is left unread of an answer and still worth reading for the next exchange. */
  private static final int DRAINED_BYTES = 64 * 1024;

  private final Http1Client client;
  private final OutboundSettings settings;
  private final Connections connections;
  private final ScheduledThreadPoolExecutor watchdog;
  private final Future<?> sweeping;
  private final LongAdder active = new LongAdder();

  /** A client with these limits; files of its settings are read once. */
  public OutboundHttp(OutboundSettings settings) {
    this(settings, new FileWatch(Duration.ZERO), InetAddress::getAllByName);
  }

  /**
   * A client with these limits.
   *
   * @param files sees when those for TLS change
   * @throws UnusableFileException if one of them cannot be used
   */
  public OutboundHttp(OutboundSettings settings, FileWatch files) {
    this(settings, files, InetAddress::getAllByName);
  }

  /** A client that reaches every host at this address, without asking for its name. */
  public static OutboundHttp at(InetAddress address, OutboundSettings settings) {
    return new OutboundHttp(
        settings,
        new FileWatch(Duration.ZERO),
        host -> new InetAddress[] {InetAddress.getByAddress(host, address.getAddress())});
  }

  OutboundHttp(OutboundSettings settings, FileWatch files, NameLookup.Resolver resolver) {
    this.settings = settings;
    this.client =
        Http1Client.builder()
            .followRedirects(false)
            .proxy(Proxy.noProxy())
            .shareConnectionCache(false)
            .sendExpectContinue(false)
            // connections are made, and secured, by ours
            .tls(Tls.builder().enabled(false).build())
            .build();
    this.connections =
        new Connections(
            settings,
            new NameLookup(resolver),
            new PeerTrust(settings.tls(), files),
            System::nanoTime);
    this.watchdog =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("deadline").factory());
    watchdog.setRemoveOnCancelPolicy(true);
    this.sweeping =
        watchdog.scheduleWithFixedDelay(
            lasting(connections::sweep), SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * Asks for a resource.
   *
   * @throws OutboundException if no whole answer came within the deadline
   */
  public OutboundAnswer get(URI uri, Deadline deadline) {
    return exchange(
        OutboundRequest.get(uri, Map.of()),
        deadline,
        new Cancellation(),
        (status, headers, body) -> new OutboundAnswer(status, body.readAllBytes()));
  }

  /**
   * Sends a request once and reads its answer.
   *
   * @throws OutboundException if no whole answer came within the deadline, or the end was wished
   */
  public <T> T exchange(
      OutboundRequest request,
      Deadline deadline,
      Cancellation cancellation,
      AnswerReader<T> reader) {
    Exchange exchange = new Exchange();
    // the client's own timeout starts anew with every read: a slow drip never meets it
    Future<?> abort =
        watchdog.schedule(
            () -> exchange.end(End.DEADLINE), deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    try (Registration _ = cancellation.onCancel(() -> exchange.end(End.WISH))) {
      Connection connection = connect(request, deadline, exchange);
      active.increment();
      Future<?> silence = alarm(settings.firstByteTimeout(), exchange, End.FIRST_BYTE);
      try {
        return converse(request, connection, exchange, reader);
      } finally {
        silence.cancel(false);
        exchange.letGo();
        active.decrement();
        connections.giveBack(connection);
      }
    } finally {
      abort.cancel(false);
    }
  }

  /** Connections over which an exchange runs. */
  public long activeConnections() {
    return active.sum();
  }

  /** Connections that wait for the next exchange. */
  public long idleConnections() {
    return connections.idleCount();
  }

  /** Connections that were opened so far. */
  public long openedConnections() {
    return connections.openedCount();
  }

  /** An executor never runs a task again that has thrown. */
  static Runnable lasting(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        LOGGER.log(Level.WARNING, "Idle connections were not looked through this time", e);
      }
    };
  }

  @Override
  public void close() {
    sweeping.cancel(false);
    watchdog.shutdownNow();
    connections.closeIdle();
    client.closeResource();
  }

  private Connection connect(OutboundRequest request, Deadline deadline, Exchange exchange) {
    URI uri = request.uri();
    try {
      Origin origin = request.endpoint().origin();
      Optional<Connection> kept = connections.idle(origin);
      Connection connection = kept.isPresent() ? kept.get() : open(origin, deadline, exchange);
      exchange.runsOver(connection);
      return connection;
    } catch (DestinationException e) {
      throw new OutboundException(Kind.FORBIDDEN, false, uri + " is not called: " + reason(e), e);
    } catch (IOException | RuntimeException e) {
      throw unreached(uri, e, exchange);
    }
  }

  private Connection open(Origin origin, Deadline deadline, Exchange exchange) throws IOException {
    // where the deadline comes first, it is what ends the wait, and tells its name
    Duration limit = settings.connectTimeout();
    boolean first = limit.compareTo(deadline.remaining()) < 0;
    Future<?> alarm = alarm(first ? limit : Duration.ZERO, exchange, End.CONNECT);
    try {
      return connections.open(origin, deadline, exchange::connecting);
    } finally {
      alarm.cancel(false);
    }
  }

  /** Ends the exchange after this time; none where the time is zero. */
  private Future<?> alarm(Duration time, Exchange exchange, End reason) {
    return time.isZero()
        ? CompletableFuture.completedFuture(null)
        : watchdog.schedule(() -> exchange.end(reason), time.toNanos(), TimeUnit.NANOSECONDS);
  }

  private <T> T converse(
      OutboundRequest request, Connection connection, Exchange exchange, AnswerReader<T> reader) {
    URI uri = request.uri();
    HttpClientResponse response;
    try {
      response = send(request, connection);
    } catch (RuntimeException e) {
      throw broken(uri, e, exchange, connection);
    }
    if (Framing.saysClose(response.headers())) {
      connection.last();
    }
    Optional<String> doubt = Framing.doubt(response);
    if (doubt.isPresent()) {
      connection.closeResource();
      throw new OutboundException(Kind.BROKEN, uri + " broke the exchange: " + doubt.get(), null);
    }
    try (response;
        InputStream body = body(request, response)) {
      T made = reader.read(response.status().code(), headers(response), body);
      // a connection whose answer was not read to its end cannot be used again
      if (body.read() >= 0) {
        body.readNBytes(DRAINED_BYTES);
      }
      return made;
    } catch (IOException e) {
      throw broken(uri, e, exchange, connection);
    }
  }

  private HttpClientResponse send(OutboundRequest request, Connection connection) {
    Endpoint endpoint = request.endpoint();
    Http1ClientRequest sent =
        client
            .method(Method.create(request.method()))
            // or Helidon would decode %2F and sort the query, which breaks signed URLs
            .skipUriEncoding(true)
            .header(HeaderNames.HOST, connection.origin().authority())
            .connection(connection)
            .keepAlive(true);
    endpoint.address(sent);
    endpoint.headers().forEach(sent::header);
    List<byte[]> body = request.body();
    if (body == null) {
      return sent.request();
    }
    long length = request.length();
    if (length == 0) {
      return sent.submit(BufferData.EMPTY_BYTES);
    }
    sent.header(HeaderNames.CONTENT_LENGTH, Long.toString(length));
    connection.writer().expect(length);
    return sent.outputStream(out -> send(body, out, connection.writer()));
  }

  /**
   * Sends the pieces of a body. Helidon takes one array, which would be a copy of all, or a stream
   * that goes over to chunks with the second piece. So it gets the first one, with which it sends
   * the head and its Content-Length, and the others follow behind its back.
   */
  private static void send(List<byte[]> body, OutputStream helidon, RequestBytes out)
      throws IOException {
    int first = 0;
    while (body.get(first).length == 0) {
      first++;
    }
    helidon.write(body.get(first));
    helidon.close();
    for (int i = first + 1; i < body.size(); i++) {
      out.write(body.get(i));
    }
    out.flush();
  }

  private InputStream body(OutboundRequest request, HttpClientResponse response) {
    if (request.method().equals("HEAD") || response.status().code() == NOT_MODIFIED) {
      // Helidon would wait for the body that Content-Length tells of
      return InputStream.nullInputStream();
    }
    boolean delimited =
        response.headers().contains(HeaderNames.CONTENT_LENGTH)
            || response.headers().contains(HeaderValues.TRANSFER_ENCODING_CHUNKED);
    InputStream body = response.inputStream();
    return new CappedBody(
        delimited ? body : new CloseDelimitedBody(body), request.uri(), settings.maxAnswerBytes());
  }

  private static Map<String, String> headers(HttpClientResponse response) {
    Map<String, String> headers = new HashMap<>();
    response
        .headers()
        .forEach(header -> headers.putIfAbsent(header.headerName().lowerCase(), header.get()));
    return headers;
  }

  private OutboundException unreached(URI uri, Exception e, Exchange exchange) {
    if (exchange.ended() != null) {
      return ended(exchange.ended(), false, uri, e);
    }
    if (e instanceof SocketTimeoutException) {
      return ended(End.CONNECT, false, uri, e);
    }
    // what broke off may go well the next time, what is not trusted does not
    boolean untrusted = e instanceof SSLException && !(e.getCause() instanceof IOException);
    return new OutboundException(
        untrusted ? Kind.UNTRUSTED : Kind.CONNECT,
        false,
        uri + " cannot be reached: " + reason(e),
        e);
  }

  private OutboundException broken(URI uri, Exception e, Exchange exchange, Connection connection) {
    if (exchange.ended() != null) {
      return ended(exchange.ended(), true, uri, e);
    }
    return connection.answeredTooMuch()
        ? CappedBody.tooLarge(uri, settings.maxAnswerBytes())
        : new OutboundException(Kind.BROKEN, uri + " broke the exchange: " + reason(e), e);
  }

  private OutboundException ended(End end, boolean sent, URI uri, Exception e) {
    return switch (end) {
      case DEADLINE ->
          new OutboundException(Kind.TIMEOUT, sent, uri + " did not answer in time", e);
      case CONNECT ->
          new OutboundException(
              Kind.CONNECT_TIMEOUT,
              sent,
              uri
                  + " cannot be reached: no connection within "
                  + seconds(settings.connectTimeout())
                  + " (outbound.connect-timeout-seconds)",
              e);
      case FIRST_BYTE ->
          new OutboundException(
              Kind.FIRST_BYTE_TIMEOUT,
              sent,
              uri + " did not begin to answer within " + seconds(settings.firstByteTimeout()),
              e);
      case WISH -> new OutboundException(Kind.CANCELLED, sent, uri + " was not waited for", e);
    };
  }

  private static String seconds(Duration time) {
    return time.toMillis() / 1000.0 + " s";
  }

  private static String reason(Throwable e) {
    Throwable deepest = e;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    if (deepest instanceof InsufficientDataAvailableException) {
      return "the connection was closed before the end of the answer";
    }
    String message = deepest.getMessage();
    // Helidon goes on with a dump of what the peer sent
    String line = message == null ? "" : message.lines().findFirst().orElse("");
    return line.isBlank() ? deepest.getClass().getSimpleName() : line;
  }
}

package dev.rolloutserver.outbound;

import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.deadline.Cancellation.Registration;
import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.outbound.OutboundException.Kind;
import io.helidon.common.tls.Tls;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webclient.api.ConnectionKey;
import io.helidon.webclient.api.DefaultDnsResolver;
import io.helidon.webclient.api.DnsAddressLookup;
import io.helidon.webclient.api.HttpClientRequest;
import io.helidon.webclient.api.HttpClientResponse;
import io.helidon.webclient.api.Proxy;
import io.helidon.webclient.api.TcpClientConnection;
import io.helidon.webclient.api.WebClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The HTTP/1.1 client: Helidon's WebClient under a deadline for the whole exchange and a cap on the
 * answer. It follows no redirect and uses no proxy of the system. Safe for use by many threads.
 */
public final class OutboundHttp implements AutoCloseable {
  private final WebClient client;
  private final Tls tls;
  private final OutboundSettings settings;
  private final ScheduledThreadPoolExecutor watchdog;

  /** A client with these limits. */
  public OutboundHttp(OutboundSettings settings) {
    this.settings = settings;
    this.tls = Tls.builder().build();
    this.client =
        WebClient.builder()
            .followRedirects(false)
            .proxy(Proxy.noProxy())
            .shareConnectionCache(false)
            .sendExpectContinue(false)
            .connectTimeout(settings.connectTimeout())
            .socketOptions(options -> options.tcpNoDelay(true))
            .build();
    this.watchdog =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("deadline").factory());
    watchdog.setRemoveOnCancelPolicy(true);
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
   * Sends a request and reads its answer, on a connection of its own.
   *
   * @throws OutboundException if no whole answer came within the deadline, or the end was wished
   */
  public <T> T exchange(
      OutboundRequest request,
      Deadline deadline,
      Cancellation cancellation,
      AnswerReader<T> reader) {
    URI uri = request.uri();
    TcpClientConnection connection = connect(uri);
    AtomicBoolean late = new AtomicBoolean();
    // the client's own timeout starts anew with every read: a slow drip never meets it
    Future<?> abort =
        watchdog.schedule(
            () -> {
              late.set(true);
              connection.closeResource();
            },
            deadline.remaining().toNanos(),
            TimeUnit.NANOSECONDS);
    try (Registration _ = cancellation.onCancel(connection::closeResource);
        HttpClientResponse response = send(request, connection, deadline);
        InputStream body = new CappedBody(response.inputStream(), uri, settings.maxAnswerBytes())) {
      return reader.read(response.status().code(), headers(response), body);
    } catch (OutboundException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw failure(uri, e, late.get(), cancellation);
    } finally {
      abort.cancel(false);
      connection.closeResource();
    }
  }

  @Override
  public void close() {
    watchdog.shutdownNow();
    client.closeResource();
  }

  private TcpClientConnection connect(URI uri) {
    boolean secure = "https".equals(uri.getScheme());
    int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
    ConnectionKey key =
        ConnectionKey.create(
            uri.getScheme(),
            uri.getHost(),
            port,
            secure ? tls : Tls.builder().enabled(false).build(),
            DefaultDnsResolver.create(),
            DnsAddressLookup.defaultLookup(),
            Proxy.noProxy());
    try {
      return TcpClientConnection.create(client, key, List.of(), released -> false, closed -> {})
          .connect();
    } catch (RuntimeException e) {
      throw new OutboundException(Kind.CONNECT, uri + " cannot be reached: " + reason(e), e);
    }
  }

  private HttpClientResponse send(
      OutboundRequest request, TcpClientConnection connection, Deadline deadline) {
    HttpClientRequest sent =
        client
            .method(Method.create(request.method()))
            .uri(request.uri())
            .connection(connection)
            .keepAlive(false)
            .readTimeout(deadline.remaining().plusSeconds(1));
    request.headers().forEach((name, value) -> sent.header(HeaderNames.create(name), value));
    return request.body() == null ? sent.request() : sent.submit(request.body());
  }

  private static Map<String, String> headers(HttpClientResponse response) {
    Map<String, String> headers = new HashMap<>();
    response
        .headers()
        .forEach(header -> headers.putIfAbsent(header.headerName().lowerCase(), header.get()));
    return headers;
  }

  private static OutboundException failure(
      URI uri, Exception e, boolean late, Cancellation cancellation) {
    if (cancellation.cancelled()) {
      return new OutboundException(Kind.CANCELLED, uri + " was not waited for", e);
    }
    return late
        ? new OutboundException(Kind.TIMEOUT, uri + " did not answer in time", e)
        : new OutboundException(Kind.BROKEN, uri + " broke the exchange: " + reason(e), e);
  }

  private static String reason(Throwable e) {
    Throwable deepest = e;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return deepest.getMessage() == null ? deepest.getClass().getSimpleName() : deepest.getMessage();
  }
}

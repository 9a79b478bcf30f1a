package dev.rolloutserver.outbound;

import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.outbound.OutboundException.Kind;
import io.helidon.common.tls.Tls;
import io.helidon.http.Method;
import io.helidon.webclient.api.ConnectionKey;
import io.helidon.webclient.api.DefaultDnsResolver;
import io.helidon.webclient.api.DnsAddressLookup;
import io.helidon.webclient.api.HttpClientResponse;
import io.helidon.webclient.api.Proxy;
import io.helidon.webclient.api.TcpClientConnection;
import io.helidon.webclient.api.WebClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
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
   * Asks for a resource on a connection of its own.
   *
   * @throws OutboundException if no whole answer came within the deadline
   */
  public OutboundAnswer get(URI uri, Deadline deadline) {
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
    try (HttpClientResponse response =
            client
                .method(Method.GET)
                .uri(uri)
                .connection(connection)
                .keepAlive(false)
                .readTimeout(deadline.remaining().plusSeconds(1))
                .request();
        InputStream body = response.inputStream()) {
      return new OutboundAnswer(response.status().code(), readCapped(body, uri));
    } catch (OutboundException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw late.get()
          ? new OutboundException(Kind.TIMEOUT, uri + " did not answer in time", e)
          : new OutboundException(Kind.BROKEN, uri + " broke the exchange: " + reason(e), e);
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

  private byte[] readCapped(InputStream body, URI uri) throws IOException {
    byte[] bytes = body.readNBytes(settings.maxAnswerBytes() + 1);
    if (bytes.length > settings.maxAnswerBytes()) {
      throw new OutboundException(
          Kind.TOO_LARGE,
          uri + " answered more than " + settings.maxAnswerBytes() + " bytes",
          null);
    }
    return bytes;
  }

  private static String reason(Throwable e) {
    Throwable deepest = e;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return deepest.getMessage() == null ? deepest.getClass().getSimpleName() : deepest.getMessage();
  }
}

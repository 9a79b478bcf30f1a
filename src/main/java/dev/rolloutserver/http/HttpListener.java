package dev.rolloutserver.http;

import dev.rolloutserver.files.FileWatch;
import dev.rolloutserver.files.UnusableFileException;
import io.helidon.common.socket.SocketOptions;
import io.helidon.common.tls.Tls;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.observe.ObserveFeature;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The inbound HTTP/1.1 listener: Helidon's server with the defaults that suit long requests. */
public final class HttpListener implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(HttpListener.class.getName());

  private static final int BACKLOG = 4096;
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(30);
  private static final Duration IDLE_CHECK_PERIOD = Duration.ofSeconds(30);
  private static final Duration LISTENER_CHECK_PERIOD = Duration.ofSeconds(2);

  private static final SocketOptions SOCKETS = SocketOptions.builder().tcpNoDelay(true).build();

  private final WebServer server;
  private final ListenerSettings settings;
  private final CallerWatch callers;
  private final TimedHttp http;
  private final ListenerWatch watch;

  private HttpListener(
      WebServer server, ListenerSettings settings, CallerWatch callers, TimedHttp http) {
    this.server = server;
    this.settings = settings;
    this.callers = callers;
    this.http = http;
    this.watch =
        new ListenerWatch(
            settings.host(),
            server.port(),
            LISTENER_CHECK_PERIOD,
            () -> http.established() >= settings.maxConnections());
  }

  /**
   * Opens the listener.
   *
   * @param callers told of each request's connection
   * @param files tells when those of TLS have changed
   * @param ready whether new rollouts are welcome
   * @param routing registers what is served
   * @throws ListenException if the address cannot be bound
   * @throws UnusableFileException if the files of TLS cannot be used
   */
  public static HttpListener open(
      ListenerSettings settings,
      CallerWatch callers,
      FileWatch files,
      BooleanSupplier ready,
      Consumer<HttpRouting.Builder> routing) {
    checkAddress(settings);
    TimedHttp http = http(settings, callers);
    WebServerConfig.Builder builder = configure(WebServer.builder(), settings, http, ready);
    settings.tls().ifPresent(tls -> secure(builder, settings, ListenerTls.load(tls, files), http));
    WebServer server = builder.routing(routing).build().start();
    if (!server.isRunning()) {
      throw new ListenException(settings.host(), settings.port(), "the server did not start");
    }
    HttpListener listener = new HttpListener(server, settings, callers, http);
    http.start();
    listener.watch.start();
    return listener;
  }

  /** All but the routing; tests that start a server by themselves configure it so, too. */
  static WebServerConfig.Builder configure(
      WebServerConfig.Builder server,
      ListenerSettings settings,
      TimedHttp http,
      BooleanSupplier ready) {
    return server
        .host(settings.host())
        .port(settings.port())
        .backlog(BACKLOG)
        .maxPayloadSize(settings.maxBodyBytes() + BodyLimit.DROPPED_BYTES)
        .maxTcpConnections(settings.maxConnections())
        .idleConnectionTimeout(settings.idleTimeout())
        .idleConnectionPeriod(IDLE_CHECK_PERIOD)
        .shutdownGracePeriod(settings.shutdownGrace().plus(lastAnswers(settings)))
        .shutdownHook(false)
        .connectionOptions(SOCKETS)
        .errorHandling(errors -> errors.includeEntity(true))
        // a second HTTP/1.1 would leave what is no HTTP without an answer
        .protocolsDiscoverServices(false)
        .addConnectionSelector(http)
        .addFeature(ObserveFeature.create(HealthChecks.observer(ready)))
        .directHandlers(
            ErrorAnswers.outsideRouting(settings.maxHeaderBytes(), settings.maxBodyBytes()));
  }

  /** TLS, and a count of connections that is right where a handshake fails. */
  private static void secure(
      WebServerConfig.Builder server, ListenerSettings settings, Tls tls, TimedHttp http) {
    HandshakeWatch handshakes =
        new HandshakeWatch(
            SOCKETS, settings.headerTimeout(), settings.maxConnections(), http::established);
    http.after(handshakes);
    server.tls(tls).maxTcpConnections(-1).connectionOptions(handshakes);
  }

  /** HTTP/1.1 that tells this watch of each request. */
  static TimedHttp http(ListenerSettings settings, CallerWatch callers) {
    Http1Config http =
        Http1Config.builder()
            .maxPrologueLength(settings.maxHeaderBytes())
            .maxHeadersSize(settings.maxHeaderBytes())
            .addReceiveListener(callers)
            .build();
    return new TimedHttp(
        Http1ConnectionSelector.builder().config(http).build(),
        settings.headerTimeout(),
        settings.bodyTimeout(),
        settings.answerTimeout(),
        settings.keepAlive());
  }

  /** However short the grace of rollouts is: their answers still have to be taken. */
  private static Duration lastAnswers(ListenerSettings settings) {
    return Collections.min(List.of(settings.answerTimeout(), LAST_ANSWERS));
  }

  /** The port that is bound. */
  public int port() {
    return server.port();
  }

  /** The address that is bound, as a URL without path. */
  public String url() {
    String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
    String scheme = settings.tls().isPresent() ? "https://" : "http://";
    return scheme + host + ":" + port();
  }

  /** Ends exceptionally when the listening socket was closed and {@link #close} was not called. */
  public CompletableFuture<Void> failure() {
    return watch.failure();
  }

  /** Closes it with the whole grace. */
  @Override
  public void close() {
    close(settings.shutdownGrace());
  }

  /**
   * Waits for requests in progress, then ends them and closes the listening socket.
   *
   * @param left of the grace; callers have some seconds more to take their answers
   */
  public void close(Duration left) {
    watch.stop();
    Duration limit = left.plus(lastAnswers(settings));
    int cut = http.end(limit);
    if (cut > 0) {
      LOGGER.log(
          Level.WARNING,
          "{0} requests are cut off: they, or callers that take their answers slowly, went on for"
              + " {1} s of the stop",
          Integer.toString(cut),
          Long.toString(limit.toSeconds()));
    }
    server.stop();
    callers.stop();
    http.stop();
  }

  /** Binds once by hand: Helidon logs why it could not, and starts without a listener. */
  private static void checkAddress(ListenerSettings settings) {
    InetSocketAddress address = new InetSocketAddress(settings.host(), settings.port());
    if (address.isUnresolved()) {
      throw new ListenException(settings.host(), settings.port(), "unknown host");
    }
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(address);
    } catch (IOException e) {
      throw new ListenException(
          settings.host(), settings.port(), Objects.requireNonNullElse(e.getMessage(), "refused"));
    }
  }
}

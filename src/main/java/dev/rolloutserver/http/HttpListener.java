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
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The inbound HTTP/1.1 listener: Helidon's server with the defaults that suit long requests. */
public final class HttpListener implements AutoCloseable {
  private static final int BACKLOG = 4096;
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(5);
  private static final Duration IDLE_CHECK_PERIOD = Duration.ofSeconds(30);

  private static final SocketOptions SOCKETS = SocketOptions.builder().tcpNoDelay(true).build();

  private final WebServer server;
  private final String origin;
  private final CallerWatch callers;
  private final TimedHttp http;

  private HttpListener(WebServer server, String origin, CallerWatch callers, TimedHttp http) {
    this.server = server;
    this.origin = origin;
    this.callers = callers;
    this.http = http;
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
    http.start();
    String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
    String scheme = settings.tls().isPresent() ? "https://" : "http://";
    return new HttpListener(server, scheme + host, callers, http);
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
        .shutdownGracePeriod(answering(settings.shutdownGrace()))
        .shutdownHook(false)
        .connectionOptions(SOCKETS)
        .errorHandling(errors -> errors.includeEntity(true))
        // a second HTTP/1.1 would leave what is no HTTP without an answer
        .protocolsDiscoverServices(false)
        .addConnectionSelector(http)
        .addFeature(ObserveFeature.create(HealthChecks.observer(ready)))
        .directHandlers(ErrorAnswers.outsideRouting(settings.maxHeaderBytes()));
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
        settings.answerTimeout());
  }

  /** However short the grace of rollouts is: their answers still have to be written. */
  private static Duration answering(Duration grace) {
    return grace.compareTo(LAST_ANSWERS) < 0 ? LAST_ANSWERS : grace;
  }

  /** The port that is bound. */
  public int port() {
    return server.port();
  }

  /** The address that is bound, as a URL without path. */
  public String url() {
    return origin + ":" + port();
  }

  /** Closes the listening socket, then waits for requests in progress within the grace. */
  @Override
  public void close() {
    callers.stop();
    http.stop();
    server.stop();
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

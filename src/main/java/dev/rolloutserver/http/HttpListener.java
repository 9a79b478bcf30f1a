package dev.rolloutserver.http;

import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/** The inbound HTTP/1.1 listener: Helidon's server with the defaults that suit long requests. */
public final class HttpListener implements AutoCloseable {
  private static final int BACKLOG = 4096;
  private static final Duration IDLE_CHECK_PERIOD = Duration.ofSeconds(30);

  private final WebServer server;
  private final String host;

  private HttpListener(WebServer server, String host) {
    this.server = server;
    this.host = host;
  }

  /**
   * Opens the listener.
   *
   * @param routing registers what is served
   * @throws ListenException if the address cannot be bound
   */
  public static HttpListener open(
      ListenerSettings settings, Consumer<HttpRouting.Builder> routing) {
    checkAddress(settings);
    WebServer server =
        WebServer.builder()
            .host(settings.host())
            .port(settings.port())
            .backlog(BACKLOG)
            .maxPayloadSize(settings.maxBodyBytes())
            .maxTcpConnections(settings.maxConnections())
            .idleConnectionTimeout(settings.idleTimeout())
            .idleConnectionPeriod(IDLE_CHECK_PERIOD)
            .shutdownGracePeriod(settings.shutdownGrace())
            .shutdownHook(false)
            .connectionOptions((SocketOptions.Builder options) -> options.tcpNoDelay(true))
            .errorHandling(errors -> errors.includeEntity(true))
            .directHandlers(ErrorAnswers.outsideRouting())
            .routing(routing)
            .build()
            .start();
    if (!server.isRunning()) {
      throw new ListenException(settings.host(), settings.port(), "the server did not start");
    }
    return new HttpListener(server, settings.host());
  }

  /** The port that is bound. */
  public int port() {
    return server.port();
  }

  /** The address that is bound, as a URL without path. */
  public String url() {
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
  }

  /** Closes the listening socket, then waits for requests in progress within the grace. */
  @Override
  public void close() {
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

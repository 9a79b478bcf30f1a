package dev.rolloutserver.simulation;

import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.function.Consumer;

/** Where a simulated trainer listens. */
public final class TrainerListener implements AutoCloseable {
  private static final int BACKLOG = 4096;

  private final InetAddress address;
  private final WebServer server;

  private TrainerListener(InetAddress address, WebServer server) {
    this.address = address;
    this.server = server;
  }

  /**
   * Listens.
   *
   * @param host a name or address of this machine
   * @param port 0 for any free one
   * @throws UncheckedIOException if the port cannot be bound
   */
  public static TrainerListener open(String host, int port, Consumer<HttpRouting.Builder> routing) {
    InetAddress address = bindable(host, port);
    WebServer server =
        WebServer.builder()
            // else it would serve, and count into, the metrics of the process
            .featuresDiscoverServices(false)
            .address(address)
            .port(port)
            .backlog(BACKLOG)
            .shutdownHook(false)
            .shutdownGracePeriod(Duration.ofSeconds(1))
            .connectionOptions((SocketOptions.Builder options) -> options.tcpNoDelay(true))
            .routing(routing)
            .build()
            .start();
    return new TrainerListener(address, server);
  }

  /** A URL without path. */
  public String url() {
    return "http://" + address.getHostAddress() + ":" + server.port();
  }

  @Override
  public void close() {
    server.stop();
  }

  /** Binds once by hand: Helidon would start without a listener. */
  private static InetAddress bindable(String host, int port) {
    try (ServerSocket probe = new ServerSocket()) {
      InetAddress address = InetAddress.getByName(host);
      probe.bind(new InetSocketAddress(address, port));
      return address;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The simulated trainer cannot listen on port " + port + " of " + host, e);
    }
  }
}

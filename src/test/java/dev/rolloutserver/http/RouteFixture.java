package dev.rolloutserver.http;

import dev.rolloutserver.admission.Admission;
import dev.rolloutserver.admission.AdmissionSettings;
import dev.rolloutserver.files.FileWatch;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.outbound.BearerKey;
import dev.rolloutserver.protocol.RequestLimits;
import dev.rolloutserver.registry.RegistryObserver;
import dev.rolloutserver.registry.RegistrySettings;
import dev.rolloutserver.registry.Rollouts;
import dev.rolloutserver.registry.Rollouts.Runner;
import dev.rolloutserver.rollout.RolloutObservers;
import io.helidon.webserver.http.HttpRouting;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The routes of the program over parts that a test gives. */
public final class RouteFixture {
  private RouteFixture() {}

  /** A report of this version and uptime. */
  public static HealthReport health(String version, Duration uptime) {
    return new HealthReport(
        "healthy",
        "rollout-server",
        version,
        uptime.toMillis() / 1000.0,
        true,
        0,
        0,
        null,
        1,
        List.of(),
        List.of());
  }

  /** A listener on a free port of this machine that takes bodies of this size. */
  public static ListenerSettings settings(int maxBodyBytes) {
    return settings("127.0.0.1", 0, maxBodyBytes, Duration.ofMinutes(1));
  }

  /** A listener that waits so long for the head of a request, and for its body and its answer. */
  static ListenerSettings settings(Duration headerTimeout, Duration bodyTimeout) {
    return settings(headerTimeout, bodyTimeout, Duration.ofMinutes(1));
  }

  /** The same, which keeps an idle connection for so long. */
  static ListenerSettings settings(
      Duration headerTimeout, Duration bodyTimeout, Duration keepAlive) {
    return new ListenerSettings(
        "127.0.0.1",
        0,
        4096,
        4096,
        100,
        headerTimeout,
        bodyTimeout,
        bodyTimeout,
        keepAlive,
        Duration.ofMinutes(1),
        Duration.ofSeconds(10),
        Optional.empty());
  }

  /** A listener that speaks TLS. */
  static ListenerSettings settings(TlsSettings tls, int maxConnections, Duration headerTimeout) {
    return new ListenerSettings(
        "127.0.0.1",
        0,
        4096,
        4096,
        maxConnections,
        headerTimeout,
        Duration.ofMinutes(1),
        Duration.ofMinutes(1),
        Duration.ofMinutes(1),
        Duration.ofMinutes(1),
        Duration.ofSeconds(10),
        Optional.of(tls));
  }

  /** A listener that is patient but for idle connections. */
  static ListenerSettings settings(String host, int port, int maxBodyBytes, Duration keepAlive) {
    return new ListenerSettings(
        host,
        port,
        maxBodyBytes,
        4096,
        100,
        Duration.ofMinutes(1),
        Duration.ofMinutes(1),
        Duration.ofMinutes(1),
        keepAlive,
        Duration.ofMinutes(1),
        Duration.ofSeconds(10),
        Optional.empty());
  }

  /** No keys: open to all. */
  static ServerKeys noKeys() {
    return keys(List.of());
  }

  /** These keys. */
  static ServerKeys keys(List<String> keys) {
    return ServerKeys.load(
        new KeySettings(keys.stream().map(BearerKey::new).toList(), Optional.empty()),
        new FileWatch(Duration.ZERO));
  }

  /** Routes of a server that runs no rollouts, and takes bodies of a kibibyte. */
  public static Routes routes(Supplier<HealthReport> health, ExchangeObserver observer) {
    return routes(health, noRollouts(), new CallerWatch(), 1024, observer);
  }

  /** None that could run. */
  public static Rollouts noRollouts() {
    return rollouts(
        new AdmissionSettings(1, 0, Duration.ZERO, 1 << 24),
        (spec, memory, cancellation, _) -> {
          throw new IllegalStateException("no rollouts here");
        });
  }

  /** An address of this machine that is not its loopback, if it has one. */
  static Optional<InetAddress> addressOfThisMachine() throws SocketException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
        .findFirst();
  }

  /** Rollouts that are run by this; nothing is kept of them. */
  public static Rollouts rollouts(AdmissionSettings admission, Runner runner) {
    return new Rollouts(
        new Admission(admission, System::nanoTime),
        runner,
        new RegistrySettings(Duration.ZERO, Duration.ZERO, 0),
        new RegistryObserver() {},
        RolloutObservers.NONE,
        System::nanoTime);
  }

  /** Routes over these rollouts. */
  public static Routes routes(
      Supplier<HealthReport> health,
      Rollouts rollouts,
      CallerWatch callers,
      int maxBodyBytes,
      ExchangeObserver observer) {
    return routes(health, rollouts, callers, maxBodyBytes, noKeys(), observer);
  }

  /** Routes for callers that show one of these keys. */
  static Routes routes(
      Supplier<HealthReport> health,
      Rollouts rollouts,
      CallerWatch callers,
      int maxBodyBytes,
      ServerKeys keys,
      ExchangeObserver observer) {
    return routes(
        health, rollouts, callers, maxBodyBytes, keys, new Heartbeats(Duration.ZERO), observer);
  }

  /** Routes that send these heartbeats. */
  static Routes routes(
      Supplier<HealthReport> health,
      Rollouts rollouts,
      CallerWatch callers,
      int maxBodyBytes,
      ServerKeys keys,
      Heartbeats heartbeats,
      ExchangeObserver observer) {
    RequestLimits limits =
        new RequestLimits(new JsonLimits(maxBodyBytes, 500, 4300, maxBodyBytes), 1000);
    return new Routes(
        health,
        List.of(),
        rollouts,
        callers,
        limits,
        keys,
        heartbeats,
        new GivenLog(),
        observer,
        null);
  }

  /** A listener that is always ready. */
  public static HttpListener open(
      ListenerSettings settings, Consumer<HttpRouting.Builder> routing) {
    return open(settings, new CallerWatch(), routing);
  }

  /** A listener that is always ready and tells this watch of its connections. */
  public static HttpListener open(
      ListenerSettings settings, CallerWatch callers, Consumer<HttpRouting.Builder> routing) {
    return open(settings, callers, new FileWatch(Duration.ZERO), routing);
  }

  /** The same, which is told of its files. */
  static HttpListener open(
      ListenerSettings settings,
      CallerWatch callers,
      FileWatch files,
      Consumer<HttpRouting.Builder> routing) {
    BooleanSupplier ready = () -> true;
    return HttpListener.open(settings, callers, files, ready, routing);
  }
}

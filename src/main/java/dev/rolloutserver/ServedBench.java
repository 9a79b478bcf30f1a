package dev.rolloutserver;

import dev.rolloutserver.command.Build;
import dev.rolloutserver.command.bench.BenchServer;
import dev.rolloutserver.configuration.SettingSources;
import dev.rolloutserver.configuration.Settings;
import dev.rolloutserver.telemetry.LogSetup;
import java.time.Clock;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The server that is measured: that of this environment, but for what the measurement needs. */
final class ServedBench implements BenchServer.Running {
  private final Server server;

  private ServedBench(Server server) {
    this.server = server;
  }

  /**
   * Serves with these settings; what they leave open is as the environment says, except who is let
   * in: the worker shows no key, and speaks no TLS.
   */
  static ServedBench start(Map<String, String> keys) {
    // Ctrl-C reaches the whole group: this process ends with its parent, not before
    StopSignal.install();
    SettingSources process =
        SettingSources.ofProcess(Optional.empty()).without("server.api-key", "server.tls.");
    Map<String, String> first = new HashMap<>(process.systemProperties());
    first.putAll(keys);
    Settings settings =
        Settings.load(new SettingSources(first, process.environment(), Optional.empty()));
    LogSetup.apply(settings.log());
    return new ServedBench(
        Server.start(settings, Build.current(), Clock.system(ZoneId.systemDefault())));
  }

  @Override
  public String url() {
    return server.url();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

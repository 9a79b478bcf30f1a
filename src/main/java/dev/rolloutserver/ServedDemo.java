package dev.rolloutserver;

import dev.rolloutserver.command.Build;
import dev.rolloutserver.command.demo.DemoServer;
import dev.rolloutserver.configuration.SettingSources;
import dev.rolloutserver.configuration.Settings;
import dev.rolloutserver.telemetry.LogSetup;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/** The server that the demo shows, in the demo's own process. */
final class ServedDemo implements DemoServer.Running {
  private final StopSignal stop = StopSignal.install();
  private final Server server;

  private ServedDemo(Settings settings) {
    this.server = Server.start(settings, Build.current(), Clock.system(ZoneId.systemDefault()));
  }

  /** Serves with these settings and the defaults, whatever the environment says. */
  static ServedDemo start(Map<String, String> keys) {
    Settings settings = Settings.load(new SettingSources(keys, Map.of(), Optional.empty()));
    LogSetup.apply(settings.log());
    return new ServedDemo(settings);
  }

  @Override
  public void awaitStop() throws InterruptedException {
    try {
      stop.asked().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
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

package dev.rolloutserver;

import dev.rolloutserver.command.Build;
import dev.rolloutserver.configuration.SettingSources;
import dev.rolloutserver.configuration.Settings;
import dev.rolloutserver.telemetry.LogSetup;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * Serving until SIGTERM or SIGINT. It needs nothing of the command line's library, whose classes
 * would take a tenth of the start and come into every cache of classes.
 */
final class Serving {
  private static final int STOPPED = 0;
  private static final int FAILED = 1;
  private static final String CONFIG = "--config";

  private Serving() {}

  /** Whether these arguments ask for serving and nothing else. */
  static boolean isAskedFor(String[] arguments) {
    return switch (arguments.length) {
      case 0 -> true;
      case 1 -> arguments[0].startsWith(CONFIG + "=");
      case 2 -> arguments[0].equals(CONFIG) && !arguments[1].startsWith("-");
      default -> false;
    };
  }

  /** The configuration file that such arguments name. */
  static Optional<Path> file(String[] arguments) {
    return switch (arguments.length) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(Path.of(arguments[0].substring(CONFIG.length() + 1)));
      default -> Optional.of(Path.of(arguments[1]));
    };
  }

  /** The settings of a command line that names this file; logs follow them from now on. */
  static Settings settings(Optional<Path> file) {
    Settings settings = Settings.load(SettingSources.ofProcess(file));
    LogSetup.apply(settings.log());
    return settings;
  }

  /** Serves; returns the exit code, after a complaint where the server had to give up. */
  static int untilStopped(Settings settings, Consumer<String> complaint)
      throws InterruptedException {
    StopSignal stop = StopSignal.install();
    Server server = Server.start(settings, Build.current(), Clock.system(ZoneId.systemDefault()));
    try {
      CompletableFuture.anyOf(stop.asked(), server.failure()).get();
      return STOPPED;
    } catch (ExecutionException e) {
      complaint.accept(Objects.requireNonNullElse(e.getCause(), e).getMessage());
      return FAILED;
    } finally {
      server.stop();
    }
  }
}

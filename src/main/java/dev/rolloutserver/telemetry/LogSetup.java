package dev.rolloutserver.telemetry;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** Log lines to standard error: one line each, format and levels by configuration. */
public final class LogSetup {
  private LogSetup() {}

  /** For commands whose output is all that people want to see. */
  public static void errorsOnly() {
    apply(new LogSettings(LogFormat.TEXT, "ERROR", Map.of()));
  }

  /** Applies format and levels. */
  public static void apply(LogSettings settings) {
    String root = LogLevels.ofLibraries(settings.level()).getName();
    String ours = LogLevels.known(settings.level()).getName();
    try (InputStream defaults = LogSetup.class.getResourceAsStream("/logging.properties")) {
      LogManager.getLogManager()
          .updateConfiguration(
              Objects.requireNonNull(defaults, "logging.properties is missing from the jar"),
              key ->
                  (_, read) ->
                      switch (key) {
                        case ".level" -> root;
                        case "dev.rolloutserver.level" -> ours;
                        default -> read;
                      });
      Logger all = Logger.getLogger("");
      for (Handler before : all.getHandlers()) {
        all.removeHandler(before);
        before.close();
      }
      all.addHandler(
          LineHandler.to(new FileOutputStream(FileDescriptor.err), settings.format().formatter()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    new LogLevels(settings).apply();
  }
}

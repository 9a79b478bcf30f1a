package dev.rolloutserver.telemetry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** How a line of the log looks. */
public enum LogFormat {
  /** Text on a terminal, JSON elsewhere. */
  AUTO,
  /** One JSON object a line. */
  JSON,
  /** For people. */
  TEXT;

  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  /** Writes lines so. */
  public LineFormat formatter() {
    return switch (this) {
      case JSON -> new JsonLines();
      case TEXT -> new TextLines();
      case AUTO -> isTerminal() ? new TextLines() : new JsonLines();
    };
  }

  private static boolean isTerminal() {
    try {
      String target = Files.readSymbolicLink(STANDARD_ERROR).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return Objects.requireNonNull(System.console()).isTerminal();
    }
  }
}

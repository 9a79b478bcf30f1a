package dev.rolloutserver.telemetry;

import dev.rolloutserver.rollout.RolloutScope;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/** How a line of the log is written; safe for use by many threads. */
public abstract class LineFormat extends Formatter {
  LineFormat() {}

  /**
   * Appends the line, with its end.
   *
   * @param scope the rollout that this thread works for, if it works for one
   */
  abstract void append(StringBuilder out, LogRecord line, @Nullable RolloutScope scope);

  @Override
  public final String format(LogRecord line) {
    StringBuilder out = new StringBuilder(512);
    append(out, line, RolloutScope.current());
    return out.toString();
  }
}

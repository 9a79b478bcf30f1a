package dev.rolloutserver.telemetry;

import dev.rolloutserver.rollout.RolloutScope;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object a line: timestamp, level, logger, message, and where there is one rollout_id,
 * trace_id and exception.
 */
final class JsonLines extends LineFormat {
  private volatile Second second = new Second(Long.MIN_VALUE, "");

  private volatile Head head = new Head(Level.OFF, "", "");

  /** A second since 1970, and its text up to the fraction: many lines have the same. */
  private record Second(long epoch, String text) {}

  /** What stands between time and message, which many lines have in common, too. */
  private record Head(Level level, String logger, String text) {}

  @Override
  void append(StringBuilder out, LogRecord line, @Nullable RolloutScope scope) {
    out.append("{\"timestamp\":\"");
    time(out, line.getInstant());
    out.append(head(line.getLevel(), String.valueOf(line.getLoggerName())));
    LineText.quoted(out, String.valueOf(formatMessage(line)));
    if (scope != null) {
      member(out, "rollout_id", scope.rolloutId());
      if (scope.traceId() != null) {
        member(out, "trace_id", scope.traceId());
      }
    }
    if (line.getThrown() != null) {
      member(out, "exception", LineText.trace(line.getThrown()));
    }
    out.append("}\n");
  }

  /** In UTC, with microseconds. */
  private void time(StringBuilder out, Instant at) {
    Second now = second;
    if (now.epoch != at.getEpochSecond()) {
      String whole = at.truncatedTo(ChronoUnit.SECONDS).toString();
      now = new Second(at.getEpochSecond(), whole.substring(0, whole.length() - 1) + '.');
      second = now;
    }
    out.append(now.text);
    // the leading 1 keeps the zeros, and is left out
    out.append(Integer.toString(1_000_000 + at.getNano() / 1000), 1, 7).append('Z');
  }

  private String head(Level level, String logger) {
    Head same = head;
    if (!same.level.equals(level) || !same.logger.equals(logger)) {
      StringBuilder text = new StringBuilder();
      text.append("\",\"level\":\"").append(LogLevels.name(level)).append('"');
      member(text, "logger", logger);
      same = new Head(level, logger, text.append(",\"message\":").toString());
      head = same;
    }
    return same.text;
  }

  private static void member(StringBuilder out, String name, String value) {
    out.append(",\"").append(name).append("\":");
    LineText.quoted(out, value);
  }
}

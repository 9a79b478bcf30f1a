package dev.rolloutserver.telemetry;

import dev.rolloutserver.rollout.RolloutScope;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object a line: timestamp, level, logger, message, and where there is one rollout_id,
 * trace_id and exception.
 */
final class JsonLines extends LineFormat {
  private volatile Second second = new Second(Long.MIN_VALUE, "");

  /** A second since 1970, and its text up to the fraction: many lines have the same. */
  private record Second(long epoch, String text) {}

  @Override
  void append(StringBuilder out, LogRecord line, @Nullable RolloutScope scope) {
    out.append("{\"timestamp\":\"");
    time(out, line.getInstant());
    out.append("\",\"level\":\"").append(LogLevels.name(line.getLevel())).append('"');
    member(out, "logger", String.valueOf(line.getLoggerName()));
    member(out, "message", String.valueOf(formatMessage(line)));
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
    int micros = at.getNano() / 1000;
    for (int unit = 100_000; unit > 0; unit /= 10) {
      out.append((char) ('0' + micros / unit % 10));
    }
    out.append('Z');
  }

  private static void member(StringBuilder out, String name, String value) {
    out.append(",\"").append(name).append("\":");
    LineText.quoted(out, value);
  }
}

package dev.rolloutserver.telemetry;

import dev.rolloutserver.rollout.RolloutScope;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/**
 * One JSON object a line: timestamp, level, logger, message, and where there is one rollout_id,
 * trace_id and exception.
 */
final class JsonLines extends Formatter {
  @Override
  public String format(LogRecord line) {
    StringBuilder out = new StringBuilder(512);
    out.append("{\"timestamp\":\"").append(line.getInstant()).append('"');
    out.append(",\"level\":\"").append(LogLevels.name(line.getLevel())).append('"');
    member(out, "logger", String.valueOf(line.getLoggerName()));
    member(out, "message", String.valueOf(formatMessage(line)));
    RolloutScope scope = RolloutScope.current();
    if (scope != null) {
      member(out, "rollout_id", scope.rolloutId());
      if (scope.traceId() != null) {
        member(out, "trace_id", scope.traceId());
      }
    }
    if (line.getThrown() != null) {
      member(out, "exception", LineText.trace(line.getThrown()));
    }
    return out.append("}\n").toString();
  }

  private static void member(StringBuilder out, String name, String value) {
    out.append(",\"").append(name).append("\":");
    LineText.quoted(out, value);
  }
}

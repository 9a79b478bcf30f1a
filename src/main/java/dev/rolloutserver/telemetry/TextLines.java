package dev.rolloutserver.telemetry;

import dev.rolloutserver.rollout.RolloutScope;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Time, level, logger, message, and the rollout where there is one; a stack trace follows on
 * indented lines.
 */
final class TextLines extends LineFormat {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ", Locale.ROOT);

  @Override
  void append(StringBuilder out, LogRecord line, @Nullable RolloutScope scope) {
    TIME.formatTo(line.getInstant().atZone(ZoneId.systemDefault()), out);
    out.append(' ').append(LogLevels.name(line.getLevel()));
    out.append(' ').append(line.getLoggerName()).append(' ');
    LineText.plain(out, String.valueOf(formatMessage(line)));
    if (scope != null) {
      LineText.quoted(out.append(" rollout_id="), scope.rolloutId());
      if (scope.traceId() != null) {
        out.append(" trace_id=").append(scope.traceId());
      }
    }
    out.append('\n');
    if (line.getThrown() != null) {
      LineText.trace(line.getThrown())
          .lines()
          .forEach(part -> {
            out.append("    ");
            LineText.plain(out, part.replace("\t", "    "));
            out.append('\n');
          });
    }
  }
}

package dev.rolloutserver.outbound;

import io.helidon.http.DateTime;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How long a peer wants to be left alone (RFC 9110, section 10.2.3). */
public final class RetryAfter {
  /** Some peers send fractions; what is longer than these digits is no time that anybody waits. */
  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");

  private RetryAfter() {}

  /**
   * Reads the header, in seconds or as a date; empty where it is absent or neither.
   *
   * @param headers of the answer, by name in lower case; a date counts from the peer's own, if it
   *     tells it
   * @param now where it does not
   */
  public static Optional<Duration> of(Map<String, String> headers, Instant now) {
    String value = headers.getOrDefault("retry-after", "").strip();
    if (SECONDS.matcher(value).matches()) {
      return Optional.of(Duration.ofMillis(new BigDecimal(value).movePointRight(3).longValue()));
    }
    Instant from = date(headers.get("date")).orElse(now);
    return date(value)
        .map(date -> Duration.between(from, date))
        .map(wait -> wait.isNegative() ? Duration.ZERO : wait);
  }

  private static Optional<Instant> date(@Nullable String text) {
    try {
      return text == null ? Optional.empty() : Optional.of(DateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}

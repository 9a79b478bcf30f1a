package dev.rolloutserver.configuration;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How the text of a setting is read and bounded.
 *
 * @param <T> type of the value
 */
sealed interface ValueType<T>
    permits ValueType.Whole,
        ValueType.Seconds,
        ValueType.Choice,
        ValueType.Text,
        ValueType.Flag,
        ValueType.Fraction,
        FormatList,
        HostList,
        LevelList,
        Location,
        Maybe,
        Secret,
        Secrets,
        TokenizerNames,
        WebAddress {
  /** The rule in words, as it follows "must be". */
  String rule();

  /** The value, or empty when the text breaks the rule. */
  Optional<T> read(String text);

  /** The text that reads as this value; of a secret only that there is one. */
  String write(T value);

  /**
   * The value.
   *
   * @throws BrokenRule when the text breaks the rule
   */
  default T require(String text) {
    return read(text)
        .orElseThrow(
            () -> new BrokenRule(" is " + BrokenRule.quote(text), ", but must be " + rule()));
  }

  /** Whether {@code ~} and variables in the text are replaced before it is read. */
  default boolean isPath() {
    return false;
  }

  /** A whole number within bounds, both included. */
  record Whole(long min, long max) implements ValueType<Long> {
    @Override
    public String rule() {
      return "a whole number from " + min + " to " + max;
    }

    @Override
    public Optional<Long> read(String text) {
      try {
        long value = Long.parseLong(text);
        return value < min || value > max ? Optional.empty() : Optional.of(value);
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }

    @Override
    public String write(Long value) {
      return value.toString();
    }
  }

  /** A time in seconds within bounds, with a fraction down to the millisecond if wanted. */
  record Seconds(Duration min, Duration max) implements ValueType<Duration> {
    @Override
    public String rule() {
      return "a number of seconds from " + write(min) + " to " + write(max);
    }

    @Override
    public Optional<Duration> read(String text) {
      try {
        BigDecimal value = new BigDecimal(text);
        // compared before it is widened: 1e999999999 is short to write and long to hold
        boolean within = value.compareTo(seconds(min)) >= 0 && value.compareTo(seconds(max)) <= 0;
        return within
            ? Optional.of(Duration.ofMillis(value.movePointRight(3).longValue()))
            : Optional.empty();
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }

    @Override
    public String write(Duration value) {
      return seconds(value).stripTrailingZeros().toPlainString();
    }

    private static BigDecimal seconds(Duration value) {
      return BigDecimal.valueOf(value.toMillis(), 3);
    }
  }

  /** One of a few words, in any case; synonyms, in upper case, stand for one of them. */
  record Choice(List<String> words, Map<String, String> synonyms) implements ValueType<String> {
    Choice(List<String> words) {
      this(words, Map.of());
    }

    @Override
    public String rule() {
      return "one of " + String.join(", ", words);
    }

    @Override
    public Optional<String> read(String text) {
      String word = synonyms.getOrDefault(text.toUpperCase(Locale.ROOT), text);
      return words.stream().filter(word::equalsIgnoreCase).findFirst();
    }

    @Override
    public String write(String value) {
      return value;
    }
  }

  /** Any text that is not blank. */
  record Text() implements ValueType<String> {
    @Override
    public String rule() {
      return "a text that is not blank";
    }

    @Override
    public Optional<String> read(String text) {
      return text.isBlank() ? Optional.empty() : Optional.of(text);
    }

    @Override
    public String write(String value) {
      return value;
    }
  }

  /** A number from 0 to 1. */
  record Fraction() implements ValueType<BigDecimal> {
    @Override
    public String rule() {
      return "a number from 0 to 1";
    }

    @Override
    public Optional<BigDecimal> read(String text) {
      try {
        BigDecimal value = new BigDecimal(text);
        return value.signum() < 0 || value.compareTo(BigDecimal.ONE) > 0
            ? Optional.empty()
            : Optional.of(value);
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }

    @Override
    public String write(BigDecimal value) {
      return value.stripTrailingZeros().toString();
    }
  }

  /** Yes or no, in the words that people use, in any case. */
  record Flag() implements ValueType<Boolean> {
    @Override
    public String rule() {
      return "true or false (or 1, 0, yes, no, on, off)";
    }

    @Override
    public Optional<Boolean> read(String text) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "true", "1", "yes", "on" -> Optional.of(true);
        case "false", "0", "no", "off" -> Optional.of(false);
        default -> Optional.empty();
      };
    }

    @Override
    public String write(Boolean value) {
      return value.toString();
    }
  }
}

package dev.rolloutserver.command;

import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;

/** A clock that stands still at a local date and time. */
final class FrozenClock {
  private FrozenClock() {}

  /**
   * The clock that shows this; the thing names it in the complaint that it is none.
   *
   * @throws InputException if it is not such as 2026-01-05T09:07:03
   */
  static Clock at(String localDateTime, String thing) {
    try {
      // UTC, because a time of the system's zone may not exist when summer time begins
      return Clock.fixed(
          LocalDateTime.parse(localDateTime).toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      throw new InputException(
          thing
              + " is '"
              + localDateTime
              + "', not a local date and time such as 2026-01-05T09:07:03");
    }
  }
}

package dev.rolloutserver.python;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.List;

/** The directives of the GNU C library's strftime in the C locale. */
final class TimeDirectives {
  private static final List<String> DAYS =
      List.of("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday");
  private static final List<String> MONTHS =
      List.of(
          "January",
          "February",
          "March",
          "April",
          "May",
          "June",
          "July",
          "August",
          "September",
          "October",
          "November",
          "December");

  private final LocalDateTime time;
  private final long longest;

  /** Gives up when the text gets longer than this number of code points. */
  TimeDirectives(LocalDateTime time, long longest) {
    this.time = time;
    this.longest = longest;
  }

  /** Whether all fitted. */
  boolean append(String pattern, StringBuilder to) {
    int i = 0;
    while (i < pattern.length()) {
      if (pattern.charAt(i) != '%') {
        to.append(pattern.charAt(i++));
        continue;
      }
      TimeField field = TimeField.parse(pattern, i);
      if (field.width() >= longest || to.length() > 2 * longest) {
        return false;
      }
      to.append(text(field));
      i = field.end();
    }
    return true;
  }

  private String text(TimeField field) {
    int year = time.getYear();
    int hour12 = time.getHour() % 12 == 0 ? 12 : time.getHour() % 12;
    int weekday = time.getDayOfWeek().getValue() % 7;
    return switch (field.plainDirective()) {
      case '%' -> field.text("%");
      case 'n' -> field.text("\n");
      case 't' -> field.text("\t");
      case 'a' -> field.name(DAYS.get(weekday).substring(0, 3));
      case 'A' -> field.name(DAYS.get(weekday));
      case 'b', 'h' -> field.name(MONTHS.get(time.getMonthValue() - 1).substring(0, 3));
      case 'B' -> field.name(MONTHS.get(time.getMonthValue() - 1));
      case 'p' -> field.halfDay(time.getHour() > 11 ? "PM" : "AM");
      case 'P' -> field.fixed(time.getHour() > 11 ? "pm" : "am");
      case 'c' -> nested(field, "%a %b %e %H:%M:%S %Y");
      case 'D', 'x' -> nested(field, "%m/%d/%y");
      case 'F' -> nested(field, "%Y-%m-%d");
      case 'r' -> nested(field, "%I:%M:%S %p");
      case 'R' -> nested(field, "%H:%M");
      case 'T', 'X' -> nested(field, "%H:%M:%S");
      case 'C' -> field.number(Math.floorDiv(year, 100), 1, '0');
      case 'd' -> field.number(time.getDayOfMonth(), 2, '0');
      case 'e' -> field.number(time.getDayOfMonth(), 2, '_');
      case 'H' -> field.number(time.getHour(), 2, '0');
      case 'I' -> field.number(hour12, 2, '0');
      case 'k' -> field.number(time.getHour(), 2, '_');
      case 'l' -> field.number(hour12, 2, '_');
      case 'j' -> field.number(time.getDayOfYear(), 3, '0');
      case 'm' -> field.number(time.getMonthValue(), 2, '0');
      case 'M' -> field.number(time.getMinute(), 2, '0');
      case 'S' -> field.number(time.getSecond(), 2, '0');
      case 's' -> field.fixed(Long.toString(time.toEpochSecond(ZoneOffset.UTC)));
      case 'u' -> field.number(time.getDayOfWeek().getValue(), 1, '0');
      case 'w' -> field.number(weekday, 1, '0');
      case 'U' -> field.number((time.getDayOfYear() - 1 - weekday + 7) / 7, 2, '0');
      case 'W' -> field.number((time.getDayOfYear() - 1 - (weekday + 6) % 7 + 7) / 7, 2, '0');
      case 'V' -> field.number(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2, '0');
      case 'G' -> field.number(time.get(IsoFields.WEEK_BASED_YEAR), 1, '0');
      case 'g' -> field.number(Math.floorMod(time.get(IsoFields.WEEK_BASED_YEAR), 100), 2, '0');
      case 'Y' -> field.number(year, 1, '0');
      case 'y' -> field.number(Math.floorMod(year, 100), 2, '0');
      case 'z' -> "";
      case 'Z' -> field.text("");
      default -> field.refused();
    };
  }

  private String nested(TimeField field, String pattern) {
    StringBuilder result = new StringBuilder();
    append(pattern, result);
    return field.text(result.toString());
  }
}

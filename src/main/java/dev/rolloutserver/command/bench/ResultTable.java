package dev.rolloutserver.command.bench;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The results as a table for people, a row as soon as it is known. Also valid Markdown. */
final class ResultTable {
  private static final double MEBI = 1 << 20;
  private static final String UNKNOWN = "-";

  private static final List<Column> COLUMNS =
      List.of(
          new Column("scenario", result -> result.scenario()),
          new Column("at once", result -> Integer.toString(result.atOnce())),
          new Column("rollouts/s", result -> number(result.rolloutsPerSecond(), 1)),
          new Column("LLM calls/s", result -> number(result.callsPerSecond(), 1)),
          new Column("overhead p50", result -> number(result.overhead().p50(), 2)),
          new Column("p90", result -> number(result.overhead().p90(), 2)),
          new Column("p99", result -> number(result.overhead().p99(), 2)),
          new Column("server CPU/rollout", result -> number(result.serverPerRollout(), 2)),
          new Column("/call", result -> number(result.server(), 3)),
          new Column("trainer's", result -> number(result.trainer(), 3)),
          new Column("bench's", result -> number(result.generator(), 3)),
          new Column("heap MiB", result -> mebibytes(result.heapBytes())),
          new Column("resident MiB", result -> mebibytes(result.residentBytes())),
          new Column("failed", result -> Long.toString(result.failed())),
          new Column("violations", result -> Long.toString(result.violations())));

  private ResultTable() {}

  /** A column's head and what stands in it. */
  private record Column(String head, Cells cells) {
    /** At least as wide as its head and the numbers that are usual. */
    int width() {
      return Math.max(7, head.length());
    }
  }

  @FunctionalInterface
  private interface Cells {
    String of(CellResult result);
  }

  /** The two lines before the first row. */
  static List<String> head() {
    return List.of(
        line(COLUMNS.stream().map(column -> padded(column, column.head())).toList()),
        line(
            COLUMNS.stream()
                .map(column ->
                    column.equals(COLUMNS.getFirst())
                        ? "-".repeat(column.width())
                        : "-".repeat(column.width() - 1) + ":")
                .toList()));
  }

  /** A row. */
  static String row(CellResult result) {
    return line(COLUMNS.stream().map(column -> padded(column, column.cells().of(result))).toList());
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  private static String padded(Column column, String text) {
    String padding = " ".repeat(Math.max(0, column.width() - text.length()));
    return column.equals(COLUMNS.getFirst()) ? text + padding : padding + text;
  }

  private static String number(@Nullable Double value, int digits) {
    return value == null ? UNKNOWN : String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  private static String mebibytes(@Nullable Long bytes) {
    return bytes == null ? UNKNOWN : number(bytes / MEBI, 0);
  }
}

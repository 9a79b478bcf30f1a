package dev.rolloutserver.python;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Replays what Python answered and collects where this program answers something else. */
final class RecordedCases {
  private RecordedCases() {}

  /** One operation applied to its arguments. */
  interface Replay {
    @Nullable Object apply(String operation, List<@Nullable Object> arguments);
  }

  /** How many cases there were and a line for each that differs. */
  record Outcome(int cases, List<String> differences) {}

  static List<String> lines(String resource) {
    try (InputStream stream =
            Objects.requireNonNull(RecordedCases.class.getResourceAsStream(resource));
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(stream), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Outcome replay(String resource, Replay replay) {
    List<String> lines = lines(resource);
    return new Outcome(lines.size(), differences(lines, replay));
  }

  static List<String> differences(List<String> lines, Replay replay) {
    List<String> differences = new ArrayList<>();
    for (String line : lines) {
      List<String> fields = List.of(line.split("\t", -1));
      List<@Nullable Object> arguments = new ArrayList<>();
      fields.subList(1, fields.size() - 1).forEach(f -> arguments.add(RecordedValue.decode(f)));
      String actual;
      try {
        actual = RecordedValue.encode(replay.apply(fields.getFirst(), arguments));
      } catch (PythonError e) {
        actual = RecordedValue.encode(e);
      } catch (RuntimeException e) {
        actual = e.toString();
      }
      if (!actual.equals(fields.getLast())) {
        differences.add(line + " but was " + actual);
      }
    }
    return differences;
  }
}

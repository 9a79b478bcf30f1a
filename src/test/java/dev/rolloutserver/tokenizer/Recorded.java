package dev.rolloutserver.tokenizer;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** What etc/scripts/record-token-ids.py has recorded. */
final class Recorded {
  private Recorded() {}

  /** The lines of a recording. */
  static List<Map<String, @Nullable Object>> lines(String name) {
    List<Map<String, @Nullable Object>> lines = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    Objects.requireNonNull(Recorded.class.getResourceAsStream(name))),
                StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(object(Json.read(line, JsonLimits.DEFAULT)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lines;
  }

  /** The small tokenizer of this name, loaded. */
  static Tokenizer tokenizer(String name) {
    Map<String, @Nullable Object> line =
        lines("recorded-tokenizers.jsonl.gz").stream()
            .filter(candidate -> name.equals(candidate.get("name")))
            .findFirst()
            .orElseThrow();
    return Tokenizer.load(Json.write(line.get("tokenizer")), object(line.get("config")));
  }

  @SuppressWarnings("unchecked") // recorded objects have strings for names
  static Map<String, @Nullable Object> object(@Nullable Object value) {
    return (Map<String, @Nullable Object>) Objects.requireNonNull(value);
  }

  static String text(Map<String, @Nullable Object> line, String name) {
    return (String) Objects.requireNonNull(line.get(name));
  }

  static int number(Map<String, @Nullable Object> line, String name) {
    return ((Long) Objects.requireNonNull(line.get(name))).intValue();
  }

  static int[] ids(@Nullable Object value) {
    return ((List<?>) Objects.requireNonNull(value))
        .stream().mapToInt(id -> ((Long) id).intValue()).toArray();
  }
}

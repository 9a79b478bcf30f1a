package dev.rolloutserver.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.rollout.RolloutScope;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class LogLinesTest {
  static final List<String> HOSTILE =
      List.of(
          "quotes \" and \\ and '",
          "a\nINFO forged\r\nline",
          "{\"level\": \"ERROR\"}",
          "\u0000\u0001\u001b[31mred\u007f\u0085",
          "\u2028\u2029\u202e\ufeff",
          "\ud83d\ude80 \u00e4\u00f6 \u4f60\u597d \ud800\udc00",
          "$1 {0} %s ${x}",
          "x".repeat(256));

  @ParameterizedTest
  @FieldSource("HOSTILE")
  void json_anyText_isOneLineThatEveryParserReadsAsThatText(String text) throws Exception {
    LogRecord line = line(Level.WARNING, text);
    line.setThrown(new IllegalStateException(text));
    String json = new JsonLines().format(line);

    Map<?, ?> read = read(json);
    assertThat(read.get("message")).isEqualTo(text);
    assertThat(read.get("level")).isEqualTo("WARNING");
    assertThat(read.get("timestamp")).isEqualTo("2026-11-29T10:00:00.123456Z");
    assertThat(String.valueOf(read.get("exception")))
        .startsWith("java.lang.IllegalStateException: " + text + "\n");
    try (JsonReader other = jakarta.json.Json.createReader(new StringReader(json))) {
      assertThat(other.readObject().getString("message")).isEqualTo(text);
    }
    assertThat(json.lines()).hasSize(1);
    assertThat(json).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\\n]]");
  }

  @Test
  void json_halfASurrogatePair_becomesTheReplacementCharacter() {
    String json = new JsonLines().format(line(Level.INFO, "a\ud800b\udc00"));

    assertThat(read(json).get("message")).isEqualTo("a\ufffdb\ufffd");
  }

  @Test
  void json_randomTexts_areRead() {
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = 0; j < 20; j++) {
        text.append((char) random.nextInt(random.nextBoolean() ? 0x100 : 0xd800));
      }
      String json = new JsonLines().format(line(Level.INFO, text.toString()));

      assertThat(read(json).get("message")).isEqualTo(text.toString());
    }
  }

  @ParameterizedTest
  @FieldSource("HOSTILE")
  void text_anyText_isOneLine(String text) {
    LogRecord line = line(Level.SEVERE, text);

    String written = new TextLines().format(line);

    assertThat(written.lines()).hasSize(1);
    assertThat(written).contains(" ERROR dev.rolloutserver.x ").endsWith("\n");
    assertThat(written).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\\n]]");
  }

  @ParameterizedTest
  @FieldSource("HOSTILE")
  void bothForms_anyId_tellItOnTheSameLine(String id) {
    LogRecord line = line(Level.INFO, "Rollout ended");
    RolloutScope scope = new RolloutScope(id, "0af7651916cd43dd8448eb211c80319c");
    StringBuilder json = new StringBuilder();
    StringBuilder text = new StringBuilder();

    new JsonLines().append(json, line, scope);
    new TextLines().append(text, line, scope);

    assertThat(read(json.toString()).get("rollout_id")).isEqualTo(id);
    assertThat(text.toString().lines()).hasSize(1);
    assertThat(text).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\\n]]");
    String quoted =
        text.substring(text.indexOf(" rollout_id=") + 12, text.lastIndexOf(" trace_id="));
    assertThat(Json.read(quoted, JsonLimits.DEFAULT)).isEqualTo(id);
  }

  @Test
  void text_exception_followsOnIndentedLines() {
    LogRecord line = line(Level.SEVERE, "it failed");
    line.setThrown(new IllegalStateException("a\nINFO forged"));

    List<String> lines = new TextLines().format(line).lines().toList();

    assertThat(lines.getFirst()).endsWith(" ERROR dev.rolloutserver.x it failed");
    assertThat(lines.subList(1, lines.size())).allMatch(each -> each.startsWith("    "));
  }

  @Test
  void levels_areNamedAsInPython() {
    List<String> names = new ArrayList<>();
    for (Level level :
        List.of(Level.FINEST, Level.FINE, Level.CONFIG, Level.INFO, Level.WARNING, Level.SEVERE)) {
      names.add(LogLevels.name(level));
    }

    assertThat(names).containsExactly("DEBUG", "DEBUG", "DEBUG", "INFO", "WARNING", "ERROR");
  }

  @Test
  void parameters_areFilledIn() {
    LogRecord line = line(Level.INFO, "listens on {0}");
    line.setParameters(new Object[] {"http://x"});
    for (Formatter formatter : List.of(new JsonLines(), new TextLines())) {
      assertThat(formatter.format(line)).contains("listens on http://x");
    }
  }

  private static Map<?, ?> read(String json) {
    return (Map<?, ?>) Objects.requireNonNull(Json.read(json, JsonLimits.DEFAULT));
  }

  private static LogRecord line(Level level, String message) {
    LogRecord line = new LogRecord(level, message);
    line.setLoggerName("dev.rolloutserver.x");
    line.setInstant(Instant.parse("2026-11-29T10:00:00.123456Z"));
    return line;
  }
}

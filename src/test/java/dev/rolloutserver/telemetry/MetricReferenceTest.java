package dev.rolloutserver.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.telemetry.Metric.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The page of metrics follows {@link Metric}. After a change, run this test with {@code
 * -Dreference.write} to write it anew.
 */
class MetricReferenceTest {
  private static final Path PAGE = Path.of("docs/METRICS.md");

  @Test
  void page_isWhatTheTableSays() throws IOException {
    String expected = page();
    if (System.getProperty("reference.write") != null) {
      Files.writeString(PAGE, expected);
    }
    assertThat(PAGE).hasContent(expected);
  }

  @Test
  void names_differ_andSayTheirUnit() {
    assertThat(Stream.of(Metric.values()).flatMap(metric -> metric.sampleNames().stream()))
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[a-z][a-z0-9_]*"));
  }

  private static String page() {
    StringBuilder text =
        new StringBuilder(
            """
            # Metrics

            `GET /metrics`, or Helidon's own `/observe/metrics`, tells them in the text format of
            Prometheus, and as OpenMetrics to a caller that asks for it. With a server key a scraper
            has to show it. `metrics.enabled=false` leaves only `requests_count_total`.

            Times are in seconds. A *summary* has the quantiles 0.5, 0.9 and 0.99 of the last
            minutes, `_count`, `_sum`, and in `_max` the largest of the last minutes; a *histogram*
            has `_bucket` instead of quantiles, and those of several servers can be added up. Every sample has
            the label `scope`, which Helidon adds. All values of a label are there from the start,
            at zero, except those of `http_requests_total`.

            Labels take their values from closed sets: a tool that is not built in and a method that
            HTTP does not know are `OTHER`, ids of rollouts and addresses of trainers are in no
            label. `status` of `http_requests_total` is that of our answers.

            | metric | type | labels | meaning |
            | --- | --- | --- | --- |
            """);
    for (Metric metric : Metric.values()) {
      text.append(
          "| `%s` | %s | %s | %s |%n"
              .formatted(
                  metric.exportedName(),
                  metric.kind().name().toLowerCase(Locale.ROOT),
                  metric.labels().stream()
                      .map(label -> "`" + label + "`")
                      .collect(Collectors.joining(", ")),
                  metric.description()));
    }
    return text.toString();
  }

  @Test
  void times_endInSeconds_countsInTotal() {
    for (Metric metric : Metric.values()) {
      assertThat(metric.exportedName())
          .matches(
              metric.kind() == Kind.COUNTER
                  ? ".*_total"
                  : metric.kind() == Kind.GAUGE ? ".*(?<!_total)" : ".*_seconds");
    }
  }
}

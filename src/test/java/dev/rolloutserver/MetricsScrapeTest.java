package dev.rolloutserver;

import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static dev.rolloutserver.TrainerTurn.calls;
import static dev.rolloutserver.TrainerTurn.says;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.hawkular.agent.prometheus.text.TextPrometheusMetricsProcessor;
import org.hawkular.agent.prometheus.types.Histogram;
import org.hawkular.agent.prometheus.types.Metric;
import org.hawkular.agent.prometheus.types.MetricFamily;
import org.hawkular.agent.prometheus.types.Summary;
import org.hawkular.agent.prometheus.walkers.CollectorPrometheusMetricsWalker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a scraper of Prometheus sees of the whole server. */
@TestInstance(Lifecycle.PER_CLASS) // one server for all
class MetricsScrapeTest {
  private static final String PROMETHEUS =
      "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
          + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

  @RegisterExtension
  private final WireMockExtension trainer =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  private ServerFixture server;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    server = ServerFixture.start(folder, Map.of());
    assertThat(server.get("/health").status()).isEqualTo(200);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void samples_areThoseOfThePage_fromTheStart() throws Exception {
    Set<String> seen = new TreeSet<>();
    for (String line : lines(server.get("/metrics").text())) {
      seen.add(line.substring(0, line.indexOf('{')));
    }

    assertThat(seen).isEqualTo(MetricPage.samples());
  }

  @Test
  void helidonsPath_tellsTheSameNames() throws Exception {
    assertThat(names(server.get("/observe/metrics").text()))
        .isEqualTo(names(server.get("/metrics").text()));
  }

  @Test
  void parser_readsEveryFamilyWithItsType() throws Exception {
    List<MetricFamily> families = parse(server.get("/metrics").text());

    Map<String, String> types = MetricPage.types();
    for (MetricFamily family : families) {
      String type = types.get(family.getName());
      if (type != null) {
        assertThat(family.getType().name().toLowerCase(Locale.ROOT)).isEqualTo(type);
      } else {
        assertThat(family.getName()).endsWith("_max");
      }
    }
    assertThat(families.stream().map(MetricFamily::getName)).containsAll(types.keySet());
  }

  @Test
  void durations_haveTheirQuantiles_andAHistogramOfItsOwn() throws Exception {
    TrainerTurn.script(trainer, says("hi").response());
    server.rollout(trainer.baseUrl());
    List<MetricFamily> families = parse(server.get("/metrics").text());

    Summary summary = (Summary) only(families, "rollout_duration_seconds");
    assertThat(summary.getQuantiles().stream().map(Summary.Quantile::getQuantile))
        .containsExactly(0.5, 0.9, 0.99);
    Histogram histogram = (Histogram) only(families, "rollout_duration_histogram_seconds");
    assertThat(histogram.getSampleCount()).isEqualTo(summary.getSampleCount()).isPositive();
    assertThat(histogram.getBuckets()).hasSize(19);
    assertThat(histogram.getBuckets().stream().map(Histogram.Bucket::getCumulativeCount))
        .isSorted();
    assertThat(histogram.getBuckets().getLast().getUpperBound())
        .isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(histogram.getBuckets().getLast().getCumulativeCount())
        .isEqualTo(histogram.getSampleCount());
  }

  @Test
  void text_eachFamilyStandsTogether_andNoSampleTwice() throws Exception {
    Set<String> families = new HashSet<>();
    Set<String> samples = new HashSet<>();
    String family = "";
    for (String line : server.get("/metrics").text().lines().toList()) {
      if (line.startsWith("# TYPE ")) {
        family = line.split(" ", -1)[2];
        assertThat(families.add(family)).as(line).isTrue();
      } else if (!line.startsWith("#")) {
        assertThat(line)
            .matches("[a-z_]+\\{([a-z]+=\"[^\"\\\\\\n]*\",)+} (-?[0-9.]+(E-?[0-9]+)?|[+-]Inf|NaN)");
        assertThat(line).startsWith(family);
        assertThat(samples.add(line.substring(0, line.lastIndexOf(' ')))).as(line).isTrue();
      }
    }
  }

  @Test
  void openMetrics_asPrometheusAsksForIt_endsAsItMust() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      String text =
          client
              .send(
                  HttpRequest.newBuilder(
                          URI.create("http://127.0.0.1:" + server.port() + "/metrics"))
                      .header("Accept", PROMETHEUS)
                      .build(),
                  BodyHandlers.ofString())
              .body();

      assertThat(text).endsWith("# EOF\n");
      assertThat(text.lines().filter(line -> line.startsWith("# TYPE ")))
          .doesNotHaveDuplicates()
          .isNotEmpty();
    }
  }

  @Test
  void hostileNames_areNoLabel() throws Exception {
    Set<String> before = names(server.get("/metrics").text());
    List<Object> hostile = new ArrayList<>();
    for (String name : HostileIds.ALL) {
      hostile.add(name);
      hostile.add("{}");
    }
    for (String id : HostileIds.ALL) {
      TrainerTurn.script(trainer, calls(hostile.toArray()).response(), says(id).response());
      assertThat(server.rollout(trainer.baseUrl(), "rollout_id", id).member("status"))
          .isEqualTo("COMPLETED");
    }

    Set<String> after = names(server.get("/metrics").text());
    after.removeAll(before);
    assertThat(after).allMatch(name -> name.startsWith("http_requests_total{"));
    assertThat(value("tool_calls_total", "tool=\"OTHER\"", "status=\"failed\""))
        .isGreaterThanOrEqualTo(HostileIds.ALL.size() * HostileIds.ALL.size());
  }

  @Test
  void scrape_ofEitherPath_tellsWhatEndedJustBefore() throws Exception {
    for (String path : List.of("/metrics", "/observe/metrics", "/observe/metrics/application")) {
      double before = value("rollout_duration_seconds_count");
      TrainerTurn.script(trainer, says("hi").response());
      server.rollout(trainer.baseUrl());

      assertThat(valueAt(path, "rollout_duration_seconds_count")).isEqualTo(before + 1);
    }
  }

  @Test
  void retries_causesAndConnections_areCounted() throws Exception {
    double asked = value("llm_attempts_total", "result=\"ok\"");
    double opened = value("outbound_connections_opened_total", "client=\"trainer\"");
    TrainerTurn.script(trainer, says("hi").response());
    server.rollout(trainer.baseUrl());

    assertThat(value("llm_attempts_total", "result=\"ok\"")).isGreaterThan(asked);
    assertThat(value("outbound_connections_opened_total", "client=\"trainer\""))
        .isGreaterThanOrEqualTo(opened);
    assertThat(value("process_open_fds")).isPositive();
    assertThat(value("jvm_memory_used_bytes", "area=\"heap\"")).isPositive();
    assertThat(value("tokenizer_cache_size")).isPositive();
    assertThat(value("rollout_permits")).isEqualTo(1000);
  }

  private double value(String name, String... labels) throws Exception {
    return valueAt("/metrics", name, labels);
  }

  private double valueAt(String path, String name, String... labels) throws Exception {
    return lines(server.get(path).text()).stream()
        .filter(line -> line.startsWith(name + "{"))
        .filter(line -> List.of(labels).stream().allMatch(line::contains))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private static Set<String> names(String text) {
    Set<String> names = new TreeSet<>();
    for (String line : lines(text)) {
      names.add(line.substring(0, line.lastIndexOf(' ')));
    }
    return names;
  }

  private static List<String> lines(String text) {
    return text.lines().filter(line -> !line.startsWith("#")).toList();
  }

  private static Metric only(List<MetricFamily> families, String name) {
    List<Metric> metrics =
        families.stream()
            .filter(family -> family.getName().equals(name))
            .flatMap(family -> family.getMetrics().stream())
            .toList();
    assertThat(metrics).hasSize(1);
    return metrics.getFirst();
  }

  private static List<MetricFamily> parse(String text) throws IOException {
    CollectorPrometheusMetricsWalker families = new CollectorPrometheusMetricsWalker();
    try (ByteArrayInputStream in = new ByteArrayInputStream(text.getBytes(UTF_8))) {
      new TextPrometheusMetricsProcessor(in, families).walk();
    }
    return families.getAllMetricFamilies();
  }
}

package dev.rolloutserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/**
 * Dashboard and alerts name what the server really exports. Whether Prometheus takes each
 * expression is asked by {@code etc/scripts/verify-telemetry}.
 */
class ReadyMadeTest {
  private static final Path DASHBOARDS = Path.of("deploy/grafana");
  private static final Path ALERTS = Path.of("deploy/prometheus/alerts.yaml");

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s+|\"(?:[^\"\\\\]|\\\\.)*\"|[0-9]+(?:\\.[0-9]+)?(?:ms|[smhdwy])?|[a-zA-Z_:][a-zA-Z0-9_:]*"
              + "|=~|!~|!=|==|<=|>=|[-+*/%^<>=(){}\\[\\],]");

  /** Of PromQL, as far as they are used here. */
  private static final Set<String> FUNCTIONS =
      Set.of(
          "rate",
          "increase",
          "deriv",
          "histogram_quantile",
          "min_over_time",
          "time",
          "sum",
          "max",
          "min");

  private static final Set<String> KEYWORDS = Set.of("by", "and", "or", "unless");

  /** What Prometheus and Helidon add. */
  private static final Set<String> ADDED = Set.of("instance", "job", "scope", "quantile", "le");

  @Test
  void alerts_nameMetricsAndLabelsOfThePage() throws IOException {
    List<String> expressions = alertExpressions();

    assertThat(expressions).hasSizeGreaterThan(15);
    for (String expression : expressions) {
      check(expression);
    }
  }

  @Test
  void dashboards_nameMetricsAndLabelsOfThePage() throws IOException {
    List<String> expressions = dashboardExpressions();

    assertThat(expressions).hasSizeGreaterThan(40);
    for (String expression : expressions) {
      check(expression);
    }
  }

  @Test
  void dashboards_showEveryMetricButAFew() throws IOException {
    Set<String> shown = new TreeSet<>();
    for (String expression : dashboardExpressions()) {
      shown.addAll(metrics(expression));
    }
    Set<String> missing = new TreeSet<>(MetricPage.types().keySet());
    missing.removeIf(name -> shown.stream().anyMatch(sample -> sample.startsWith(name)));

    assertThat(missing)
        .isSubsetOf(
            "rollout_duration_seconds",
            "rollout_queue_places",
            "process_start_time_seconds",
            "jvm_memory_committed_bytes",
            "jvm_memory_max_bytes",
            "jvm_gc_collections_total",
            "requests_count_total");
  }

  @Test
  void alerts_eachHasItsNameSeverityAndText() throws IOException {
    List<Map<String, @Nullable Object>> rules = rules();

    assertThat(rules.stream().map(rule -> rule.get("alert"))).doesNotHaveDuplicates();
    assertThat(rules)
        .allSatisfy(rule -> {
          assertThat(ServerFixture.members(rule.get("labels")).get("severity"))
              .isIn("warning", "critical");
          assertThat(ServerFixture.members(rule.get("annotations")))
              .containsOnlyKeys("summary", "description");
        });
  }

  private static void check(String expression) throws IOException {
    Map<String, Set<String>> labels = MetricPage.labels();
    Set<String> metrics = metrics(expression);
    assertThat(metrics).as(expression).isNotEmpty();
    for (String metric : metrics) {
      if (!metric.equals("up")) {
        assertThat(labels).as(expression).containsKey(metric);
      }
    }
    Set<String> known = new TreeSet<>(ADDED);
    metrics.forEach(metric -> known.addAll(labels.getOrDefault(metric, Set.of())));
    assertThat(known).as(expression).containsAll(usedLabels(expression));
  }

  /** Names outside of braces that are neither function nor keyword nor in a by(). */
  private static Set<String> metrics(String expression) {
    Set<String> metrics = new TreeSet<>();
    List<String> tokens = tokens(expression);
    boolean grouping = false;
    int braces = 0;
    for (int i = 0; i < tokens.size(); i++) {
      String token = tokens.get(i);
      switch (token) {
        case "by" -> grouping = true;
        case ")" -> grouping = false;
        case "{" -> braces++;
        case "}" -> braces--;
        default -> {
          boolean name = token.matches("[a-zA-Z_].*");
          boolean call = i + 1 < tokens.size() && tokens.get(i + 1).equals("(");
          if (name && FUNCTIONS.contains(token)) {
            assertThat(call || tokens.get(i + 1).equals("by")).as(expression).isTrue();
          } else if (name && !grouping && braces == 0 && !KEYWORDS.contains(token)) {
            assertThat(call).as(token + " in " + expression).isFalse();
            metrics.add(token);
          }
        }
      }
    }
    return metrics;
  }

  /** Names in braces and in a by(). */
  private static Set<String> usedLabels(String expression) {
    Set<String> labels = new TreeSet<>();
    boolean grouping = false;
    int braces = 0;
    for (String token : tokens(expression)) {
      switch (token) {
        case "by" -> grouping = true;
        case ")" -> grouping = false;
        case "{" -> braces++;
        case "}" -> braces--;
        default -> {
          if ((grouping || braces > 0) && token.matches("[a-zA-Z_].*")) {
            labels.add(token);
          }
        }
      }
    }
    return labels;
  }

  private static List<String> tokens(String expression) {
    String text =
        expression.replace("$__rate_interval", "5m").replace("\"$instance\"", "\".*\"").strip();
    List<String> tokens = new ArrayList<>();
    Deque<String> open = new ArrayDeque<>();
    Matcher matcher = TOKEN.matcher(text);
    int at = 0;
    while (at < text.length()) {
      assertThat(matcher.find(at) && matcher.start() == at)
          .as("character " + at + " of " + text)
          .isTrue();
      String token = matcher.group();
      at = matcher.end();
      switch (token) {
        case "(", "{", "[" -> open.push(token);
        case ")" -> assertThat(open.poll()).as(text).isEqualTo("(");
        case "}" -> assertThat(open.poll()).as(text).isEqualTo("{");
        case "]" -> assertThat(open.poll()).as(text).isEqualTo("[");
        default -> {}
      }
      if (!token.isBlank()) {
        tokens.add(token);
      }
    }
    assertThat(open).as(text).isEmpty();
    return tokens;
  }

  private static List<String> alertExpressions() throws IOException {
    return rules().stream().map(rule -> String.valueOf(rule.get("expr"))).toList();
  }

  private static List<Map<String, @Nullable Object>> rules() throws IOException {
    Object file = new Yaml().load(Files.readString(ALERTS));
    List<Map<String, @Nullable Object>> rules = new ArrayList<>();
    for (Map<String, @Nullable Object> group :
        ServerFixture.elements(ServerFixture.members(file).get("groups"))) {
      rules.addAll(ServerFixture.elements(group.get("rules")));
    }
    return rules;
  }

  private static List<String> dashboardExpressions() throws IOException {
    List<String> expressions = new ArrayList<>();
    try (var files = Files.list(DASHBOARDS)) {
      for (Path file : files.toList()) {
        Object dashboard = Json.read(Files.readString(file), JsonLimits.DEFAULT);
        for (Map<String, @Nullable Object> panel :
            ServerFixture.elements(ServerFixture.members(dashboard).get("panels"))) {
          if (panel.get("targets") != null) {
            ServerFixture.elements(panel.get("targets"))
                .forEach(target -> expressions.add(String.valueOf(target.get("expr"))));
          }
        }
      }
    }
    return expressions;
  }
}

package dev.rolloutserver.configuration;

import dev.rolloutserver.telemetry.LogLevels;
import java.math.BigDecimal;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys below {@code log}, {@code metrics} and {@code traces}. */
final class TelemetryTable {
  static final Setting<String> LOG_FORMAT =
      new Setting<>(
          "log.format",
          List.of("LOG_FORMAT"),
          new ValueType.Choice(List.of("auto", "json", "text")),
          "auto",
          "How a line of the log looks: one JSON object, or text for people; auto is text on a"
              + " terminal.");

  static final Setting<String> LOG_LEVEL =
      new Setting<>(
          "log.level",
          List.of("LOG_LEVEL"),
          // the others that Python's logging takes
          new ValueType.Choice(
              LogLevels.NAMES,
              Map.of("WARN", "WARNING", "CRITICAL", "ERROR", "FATAL", "ERROR", "NOTSET", "DEBUG")),
          "INFO",
          "Least severe level that is logged; PUT /log-level changes it while the server runs.");

  static final Setting<Map<String, String>> LOG_LEVELS =
      new Setting<>(
          "log.levels",
          List.of(),
          new LevelList(),
          Map.of(),
          "Other levels, by package of this server.");

  static final Setting<Boolean> LOG_ACCESS =
      new Setting<>(
          "log.access",
          List.of(),
          new ValueType.Flag(),
          false,
          "Whether each request is logged: caller, method, path, status, bytes and milliseconds.");

  static final Setting<Boolean> METRICS_ENABLED =
      new Setting<>(
          "metrics.enabled",
          List.of(),
          new ValueType.Flag(),
          true,
          "Whether rollouts are counted and measured; without it /metrics tells almost nothing.");

  static final Setting<Optional<URI>> TRACES_ENDPOINT =
      new Setting<>(
          "traces.endpoint",
          List.of("OTEL_EXPORTER_OTLP_ENDPOINT"),
          new Maybe<>(new WebAddress()),
          Optional.empty(),
          "OTLP receiver over HTTP, such as http://localhost:4318, to whose /v1/traces spans are"
              + " sent; without it there are none.");

  static final Setting<BigDecimal> TRACES_SAMPLING_RATIO =
      new Setting<>(
          "traces.sampling-ratio",
          List.of("OTEL_TRACES_SAMPLER_ARG"),
          new ValueType.Fraction(),
          BigDecimal.ONE,
          "Part of the rollouts that are traced, where their worker's traceparent does not say it.");

  static final Setting<String> TRACES_SERVICE_NAME =
      new Setting<>(
          "traces.service-name",
          List.of("OTEL_SERVICE_NAME"),
          new ValueType.Text(),
          "rollout-server",
          "The service.name of spans.");

  /** In the order of the documentation. */
  static final List<Setting<?>> ALL =
      List.of(
          LOG_FORMAT,
          LOG_LEVEL,
          LOG_LEVELS,
          LOG_ACCESS,
          METRICS_ENABLED,
          TRACES_ENDPOINT,
          TRACES_SAMPLING_RATIO,
          TRACES_SERVICE_NAME);

  private TelemetryTable() {}
}

package dev.rolloutserver.configuration;

import java.time.Duration;
import java.util.List;

/** Every configuration key of the server; the sample file and the documentation follow it. */
final class SettingTable {
  private static final long MIB = 1024 * 1024;

  static final Setting<String> SERVER_HOST =
      new Setting<>(
          "server.host",
          List.of(),
          new ValueType.Text(),
          "0.0.0.0",
          "Address or host name the server listens on.");

  static final Setting<Long> SERVER_PORT =
      new Setting<>(
          "server.port",
          List.of("ROLLOUT_SERVER_PORT"),
          new ValueType.Whole(0, 65_535),
          9000L,
          "Port the server listens on; 0 takes any free one.");

  static final Setting<Long> SERVER_MAX_BODY_BYTES =
      new Setting<>(
          "server.max-body-bytes",
          List.of(),
          new ValueType.Whole(1024, 1024 * MIB),
          64 * MIB,
          "Largest request body, in bytes; a larger one is answered 413.");

  static final Setting<Long> SERVER_MAX_CONNECTIONS =
      new Setting<>(
          "server.max-connections",
          List.of(),
          new ValueType.Whole(1, 1_000_000),
          8192L,
          "Connections served at once; keep it well under half of the file-descriptor limit.");

  static final Setting<Duration> SERVER_IDLE_TIMEOUT =
      new Setting<>(
          "server.idle-timeout-seconds",
          List.of(),
          new ValueType.Seconds(1, 86_400),
          Duration.ofMinutes(15),
          "How long a connection may stay without a request, in seconds; longer than any rollout.");

  static final Setting<Duration> SERVER_SHUTDOWN_GRACE =
      new Setting<>(
          "server.shutdown-grace-seconds",
          List.of(),
          new ValueType.Seconds(0, 86_400),
          Duration.ofSeconds(30),
          "How long requests in progress may take to end after SIGTERM, in seconds.");

  static final Setting<String> LOG_LEVEL =
      new Setting<>(
          "log.level",
          List.of("LOG_LEVEL"),
          new ValueType.Choice(List.of("DEBUG", "INFO", "WARNING", "ERROR", "OFF")),
          "INFO",
          "Least severe level that is logged.");

  /** In the order of the documentation; keys of one branch of the tree stand together. */
  static final List<Setting<?>> ALL =
      List.of(
          SERVER_HOST,
          SERVER_PORT,
          SERVER_MAX_BODY_BYTES,
          SERVER_MAX_CONNECTIONS,
          SERVER_IDLE_TIMEOUT,
          SERVER_SHUTDOWN_GRACE,
          LOG_LEVEL);

  private SettingTable() {}
}

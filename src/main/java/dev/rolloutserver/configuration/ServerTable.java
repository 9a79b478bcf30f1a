package dev.rolloutserver.configuration;

import dev.rolloutserver.outbound.BearerKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The keys below {@code server}. */
final class ServerTable {
  private static final long MIB = 1024 * 1024;
  private static final double DAY = 86_400;

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

  static final Setting<Long> SERVER_MAX_CONVERSATION_BYTES =
      new Setting<>(
          "server.max-conversation-bytes",
          List.of(),
          new ValueType.Whole(0, 1024 * 1024 * MIB),
          0L,
          "Memory of all requests that are read or wait and of all rollouts that run, in bytes, of"
              + " which new requests may take three quarters; more are refused with 429; 0 takes half"
              + " of the heap.");

  static final Setting<Long> SERVER_MAX_HEADER_BYTES =
      new Setting<>(
          "server.max-header-bytes",
          List.of(),
          new ValueType.Whole(1024, MIB),
          16_384L,
          "Largest request line, and largest head of a request behind it, in bytes; a longer line is"
              + " answered 414, a larger head 431.");

  static final Setting<Long> SERVER_MAX_MESSAGES =
      new Setting<>(
          "server.max-messages",
          List.of(),
          new ValueType.Whole(1, 1_000_000),
          10_000L,
          "Most messages of one request; more are answered 422.");

  static final Setting<Long> SERVER_MAX_JSON_DEPTH =
      new Setting<>(
          "server.max-json-depth",
          List.of(),
          new ValueType.Whole(8, 1000),
          500L,
          "How deep arrays and objects of a request body may nest; deeper ones are answered 422.");

  static final Setting<Long> SERVER_MAX_JSON_DIGITS =
      new Setting<>(
          "server.max-json-digits",
          List.of(),
          new ValueType.Whole(20, 100_000),
          4300L,
          "Most digits of one number of a request body; more are answered 422.");

  static final Setting<Long> SERVER_MAX_CONNECTIONS =
      new Setting<>(
          "server.max-connections",
          List.of(),
          new ValueType.Whole(1, 1_000_000),
          9500L,
          "Connections served at once; each of their rollouts has one more to its trainer, and up to"
              + " two to a tool server, so keep it well under half of the file-descriptor limit."
              + " Further ones wait, with TLS they are closed.");

  static final Setting<Duration> SERVER_HEADER_TIMEOUT =
      new Setting<>(
          "server.header-timeout-seconds",
          List.of(),
          SettingTable.seconds(0.1, 3600),
          Duration.ofSeconds(20),
          "How long the head of a request may take from its first byte, the first one and a TLS"
              + " handshake from the connect; then the connection is closed.");

  static final Setting<Duration> SERVER_BODY_TIMEOUT =
      new Setting<>(
          "server.body-timeout-seconds",
          List.of(),
          SettingTable.seconds(0.1, 3600),
          Duration.ofSeconds(60),
          "How long the body of a request may take; then it is answered 408 and the connection"
              + " closed.");

  static final Setting<Duration> SERVER_ANSWER_TIMEOUT =
      new Setting<>(
          "server.answer-timeout-seconds",
          List.of(),
          SettingTable.seconds(0.1, 3600),
          Duration.ofMinutes(2),
          "How long a caller may take to receive an answer, of a large one to read it all but what"
              + " the system buffers; then the connection is closed.");

  static final Setting<Duration> SERVER_HEARTBEAT =
      new Setting<>(
          "server.heartbeat-seconds",
          List.of(),
          SettingTable.seconds(0, 3600),
          Duration.ZERO,
          "How often an answer that takes long begins with a blank, which keeps proxies from cutting"
              + " it; 0 never.");

  static final Setting<Duration> SERVER_KEEP_ALIVE =
      new Setting<>(
          "server.keep-alive-seconds",
          List.of(),
          SettingTable.seconds(0.1, DAY),
          Duration.ofSeconds(75),
          "How long a connection is kept after an answer, for a further request; longer than any"
              + " proxy before the server keeps it.");

  static final Setting<Duration> SERVER_IDLE_TIMEOUT =
      new Setting<>(
          "server.idle-timeout-seconds",
          List.of(),
          SettingTable.seconds(1, 2 * DAY),
          Duration.ofMinutes(30),
          "How long a connection may stay without a new request, whatever it waits for; not shorter"
              + " than any rollout.");

  static final Setting<Duration> SERVER_SHUTDOWN_GRACE =
      new Setting<>(
          "server.shutdown-grace-seconds",
          List.of(),
          SettingTable.seconds(0, DAY),
          Duration.ofSeconds(30),
          "How long rollouts and requests may take to end after SIGTERM; what runs on is cancelled."
              + " Callers have up to 30 s more to take their answers.");

  static final Setting<List<BearerKey>> SERVER_API_KEYS =
      new Setting<>(
          "server.api-keys",
          List.of("ROLLOUT_SERVER_API_KEY"),
          new Secrets(),
          List.of(),
          "Keys of which a caller must show one, several while they are rotated; without any the"
              + " server is open.");

  static final Setting<Optional<Path>> SERVER_API_KEY_FILE =
      new Setting<>(
          "server.api-key-file",
          List.of(),
          new Maybe<>(new Location(Location.Kind.FILE)),
          Optional.empty(),
          "File with further keys, one a line, read again when it changes.");

  static final Setting<Optional<Path>> SERVER_TLS_CERTIFICATE_FILE =
      new Setting<>(
          "server.tls.certificate-file",
          List.of(),
          new Maybe<>(new Location(Location.Kind.FILE)),
          Optional.empty(),
          "Certificate of the server and those that signed it, as PEM; with it the listener speaks"
              + " TLS alone. Read again when it changes.");

  static final Setting<Optional<Path>> SERVER_TLS_KEY_FILE =
      new Setting<>(
          "server.tls.key-file",
          List.of(),
          new Maybe<>(new Location(Location.Kind.FILE)),
          Optional.empty(),
          "Private key of the certificate, as PEM in PKCS #8, not encrypted.");

  static final Setting<Optional<Path>> SERVER_TLS_CLIENT_CA_FILE =
      new Setting<>(
          "server.tls.client-ca-file",
          List.of(),
          new Maybe<>(new Location(Location.Kind.FILE)),
          Optional.empty(),
          "Certificates, as PEM, of which one must have signed that of a caller; without it callers"
              + " need none.");

  /** In the order of the documentation. */
  static final List<Setting<?>> ALL =
      List.of(
          SERVER_HOST,
          SERVER_PORT,
          SERVER_MAX_BODY_BYTES,
          SERVER_MAX_CONVERSATION_BYTES,
          SERVER_MAX_HEADER_BYTES,
          SERVER_MAX_MESSAGES,
          SERVER_MAX_JSON_DEPTH,
          SERVER_MAX_JSON_DIGITS,
          SERVER_MAX_CONNECTIONS,
          SERVER_HEADER_TIMEOUT,
          SERVER_BODY_TIMEOUT,
          SERVER_ANSWER_TIMEOUT,
          SERVER_HEARTBEAT,
          SERVER_KEEP_ALIVE,
          SERVER_IDLE_TIMEOUT,
          SERVER_SHUTDOWN_GRACE,
          SERVER_API_KEYS,
          SERVER_API_KEY_FILE,
          SERVER_TLS_CERTIFICATE_FILE,
          SERVER_TLS_KEY_FILE,
          SERVER_TLS_CLIENT_CA_FILE);

  private ServerTable() {}
}

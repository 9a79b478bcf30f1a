package dev.rolloutserver.configuration;

import dev.rolloutserver.outbound.DestinationRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The keys of what this server asks of others: how trainers are called, and whom it may call. */
final class OutboundTable {
  static final Setting<Duration> TRAINER_CALL_TIMEOUT =
      new Setting<>(
          "trainer.call-timeout-seconds",
          List.of("HTTP_CLIENT_TIMEOUT"),
          SettingTable.seconds(0.1, SettingTable.DAY),
          Duration.ofMinutes(5),
          "How long one call of a trainer may take; not longer than a rollout.");

  static final Setting<Duration> TRAINER_FIRST_BYTE_TIMEOUT =
      new Setting<>(
          "trainer.first-byte-timeout-seconds",
          List.of(),
          SettingTable.seconds(0, SettingTable.DAY),
          Duration.ZERO,
          "How long a trainer may take to begin its answer; 0 gives it as long as the whole call.");

  static final Setting<Long> TRAINER_MAX_ATTEMPTS =
      new Setting<>(
          "trainer.max-attempts",
          List.of(),
          new ValueType.Whole(1, 1000),
          5L,
          "How often a turn is asked for where the trainer answers 429 or 503; those that say with"
              + " Retry-After when to come back do not count.");

  static final Setting<Optional<Duration>> TRAINER_CONNECT_RETRY =
      new Setting<>(
          "trainer.connect-retry-seconds",
          List.of(),
          new Maybe<>(SettingTable.seconds(0, SettingTable.DAY)),
          Optional.empty(),
          "How long a trainer that takes no connection is tried again, 0 for once only; by default"
              + " until the rollout's deadline, since it may be syncing weights.");

  static final Setting<Duration> TRAINER_RETRY_DELAY =
      new Setting<>(
          "trainer.retry-delay-seconds",
          List.of(),
          SettingTable.seconds(0.001, SettingTable.DAY),
          Duration.ofMillis(500),
          "Longest wait before the second attempt; it doubles with each, and a random part of it is"
              + " waited.");

  static final Setting<Duration> TRAINER_MAX_RETRY_DELAY =
      new Setting<>(
          "trainer.max-retry-delay-seconds",
          List.of(),
          SettingTable.seconds(0.001, SettingTable.DAY),
          Duration.ofSeconds(5),
          "What the wait before an attempt grows to.");

  static final Setting<Duration> TRAINER_MAX_RETRY_AFTER =
      new Setting<>(
          "trainer.max-retry-after-seconds",
          List.of(),
          SettingTable.seconds(0.001, SettingTable.DAY),
          Duration.ofSeconds(60),
          "Longest wait that a trainer may ask for with Retry-After.");

  static final Setting<Boolean> TRAINER_IDEMPOTENT =
      new Setting<>(
          "trainer.idempotent",
          List.of(),
          new ValueType.Flag(),
          false,
          "Whether trainers honour an Idempotency-Key; it is sent then, and a call that brought no"
              + " answer is sent again.");

  static final Setting<Long> TRAINER_BREAKER_FAILURES =
      new Setting<>(
          "trainer.breaker-failures",
          List.of(),
          new ValueType.Whole(0, 1_000_000),
          0L,
          "Calls of a trainer that fail in a row before no more are made for a while; 0 goes on.");

  static final Setting<Duration> TRAINER_BREAKER_PAUSE =
      new Setting<>(
          "trainer.breaker-pause-seconds",
          List.of(),
          SettingTable.seconds(0.1, SettingTable.DAY),
          Duration.ofSeconds(30),
          "How long no more are made; then one call tries the trainer again.");

  static final Setting<Long> TRAINER_MAX_ANSWER_BYTES =
      new Setting<>(
          "trainer.max-answer-bytes",
          List.of(),
          new ValueType.Whole(1024, 1024 * SettingTable.MIB),
          64 * SettingTable.MIB,
          "Largest answer of a trainer, in bytes.");

  static final Setting<Duration> OUTBOUND_CONNECT_TIMEOUT =
      new Setting<>(
          "outbound.connect-timeout-seconds",
          List.of(),
          SettingTable.seconds(0.1, SettingTable.DAY),
          Duration.ofSeconds(10),
          "How long a connection to a trainer or the hub may take to open; not longer than one call.");

  static final Setting<List<DestinationRule>> OUTBOUND_ALLOWED_HOSTS =
      new Setting<>(
          "outbound.allowed-hosts",
          List.of(),
          new HostList(),
          List.of(),
          "Hosts that trainers and tool servers may be on: names, *.example.org, addresses, 10.0.0.0/8;"
              + " by default all but link-local and metadata addresses, which are always refused.");

  static final Setting<Optional<Path>> OUTBOUND_TLS_TRUST_FILE =
      new Setting<>(
          "outbound.tls.trust-file",
          List.of(),
          new Maybe<>(new Location(Location.Kind.ANY)),
          Optional.empty(),
          "PEM file of those who sign for trainers and tool servers, read anew when it changes; by"
              + " default whom the JDK trusts, as the hub always is.");

  static final Setting<Optional<Path>> OUTBOUND_TLS_CERTIFICATE_FILE =
      new Setting<>(
          "outbound.tls.certificate-file",
          List.of(),
          new Maybe<>(new Location(Location.Kind.ANY)),
          Optional.empty(),
          "PEM file of the certificate shown to trainers and tool servers that ask for one, read anew"
              + " when it changes.");

  static final Setting<Optional<Path>> OUTBOUND_TLS_KEY_FILE =
      new Setting<>(
          "outbound.tls.key-file",
          List.of(),
          new Maybe<>(new Location(Location.Kind.ANY)),
          Optional.empty(),
          "PEM file of the key of outbound.tls.certificate-file.");

  /** In the order of the documentation. */
  static final List<Setting<?>> ALL =
      List.of(
          TRAINER_CALL_TIMEOUT,
          TRAINER_FIRST_BYTE_TIMEOUT,
          TRAINER_MAX_ATTEMPTS,
          TRAINER_CONNECT_RETRY,
          TRAINER_RETRY_DELAY,
          TRAINER_MAX_RETRY_DELAY,
          TRAINER_MAX_RETRY_AFTER,
          TRAINER_IDEMPOTENT,
          TRAINER_BREAKER_FAILURES,
          TRAINER_BREAKER_PAUSE,
          TRAINER_MAX_ANSWER_BYTES,
          OUTBOUND_CONNECT_TIMEOUT,
          OUTBOUND_ALLOWED_HOSTS,
          OUTBOUND_TLS_TRUST_FILE,
          OUTBOUND_TLS_CERTIFICATE_FILE,
          OUTBOUND_TLS_KEY_FILE);

  private OutboundTable() {}
}

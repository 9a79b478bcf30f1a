package dev.rolloutserver.configuration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The keys of what can be looked at: the page, and records of rollouts in files. */
final class LookTable {
  static final Setting<Boolean> PAGE_ENABLED =
      new Setting<>(
          "page.enabled",
          List.of(),
          new ValueType.Flag(),
          true,
          "Whether the page at /ui is served: with a server key to those who show it, without one on"
              + " this machine only.");

  static final Setting<Long> PAGE_RING_BYTES =
      new Setting<>(
          "page.ring-bytes",
          List.of(),
          new ValueType.Whole(0, 1024 * SettingTable.MIB),
          32 * SettingTable.MIB,
          "Memory for rollouts that have ended, with their tokens, for the page to show; the oldest"
              + " go first, 0 keeps none.");

  static final Setting<Long> PAGE_RING_BYTES_PER_SECOND =
      new Setting<>(
          "page.ring-bytes-per-second",
          List.of(),
          new ValueType.Whole(1024, 1024 * SettingTable.MIB),
          SettingTable.MIB / 8,
          "How many bytes of that memory are written a second: where more rollouts end, only some"
              + " are kept, of failed ones as much again.");

  static final Setting<Optional<Path>> RECORD_FOLDER =
      new Setting<>(
          "record.folder",
          List.of(),
          new Maybe<>(new Location(Location.Kind.FOLDER_IF_ANY)),
          Optional.empty(),
          "Folder to which each rollout that has ended is written as a line of JSON; without it none"
              + " is.");

  static final Setting<Boolean> RECORD_TOKENS =
      new Setting<>(
          "record.tokens",
          List.of(),
          new ValueType.Flag(),
          false,
          "Whether these lines have the token ids and log-probabilities of each turn, too.");

  static final Setting<Long> RECORD_MAX_FILE_BYTES =
      new Setting<>(
          "record.max-file-bytes",
          List.of(),
          new ValueType.Whole(4096, 1024 * 1024 * SettingTable.MIB),
          64 * SettingTable.MIB,
          "Size of a file of records, in bytes, at which the next one begins.");

  static final Setting<Long> RECORD_MAX_TOTAL_BYTES =
      new Setting<>(
          "record.max-total-bytes",
          List.of(),
          new ValueType.Whole(4096, 1024 * 1024 * 1024 * SettingTable.MIB),
          1024 * SettingTable.MIB,
          "Size of all files of records together, in bytes, beyond which the oldest are removed; not"
              + " less than that of one.");

  static final Setting<Duration> RECORD_MAX_AGE =
      new Setting<>(
          "record.max-age-seconds",
          List.of(),
          SettingTable.seconds(0, 3650 * SettingTable.DAY),
          Duration.ofDays(7),
          "Age of a file of records, since its last line, at which it is removed; 0 for never.");

  /** In the order of the documentation. */
  static final List<Setting<?>> ALL =
      List.of(
          PAGE_ENABLED,
          PAGE_RING_BYTES,
          PAGE_RING_BYTES_PER_SECOND,
          RECORD_FOLDER,
          RECORD_TOKENS,
          RECORD_MAX_FILE_BYTES,
          RECORD_MAX_TOTAL_BYTES,
          RECORD_MAX_AGE);

  private LookTable() {}
}

package dev.rolloutserver.configuration;

import dev.rolloutserver.hub.TokenizerName;
import dev.rolloutserver.outbound.BearerKey;
import dev.rolloutserver.prompt.FormatSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Every configuration key of the server; the sample file and the documentation follow it. */
final class SettingTable {
  static final long MIB = 1024 * 1024;
  static final double DAY = 86_400;
  private static final double HOUR = 3_600;

  static final Setting<Long> ROLLOUT_MAX_CONCURRENT =
      new Setting<>(
          "rollout.max-concurrent",
          List.of("MAX_CONCURRENT_ROLLOUTS"),
          new ValueType.Whole(1, 100_000),
          1000L,
          "Rollouts that run at once; more wait.");

  static final Setting<Long> ROLLOUT_MAX_WAITING =
      new Setting<>(
          "rollout.max-waiting",
          List.of(),
          new ValueType.Whole(0, 1_000_000),
          4096L,
          "Rollouts that wait for others to end; more are refused with 429.");

  static final Setting<Duration> ROLLOUT_QUEUE_TIMEOUT =
      new Setting<>(
          "rollout.queue-timeout-seconds",
          List.of(),
          seconds(0, DAY),
          Duration.ofMinutes(10),
          "How long a rollout may wait for others to end, which its own deadline does not count; then"
              + " it is refused with 429.");

  static final Setting<Duration> ROLLOUT_TIMEOUT =
      new Setting<>(
          "rollout.timeout-seconds",
          List.of("ROLLOUT_TIMEOUT_SECONDS"),
          seconds(0.1, DAY),
          Duration.ofMinutes(10),
          "How long a whole rollout may take; metadata.deadline_seconds of a request makes it shorter.");

  static final Setting<Duration> ROLLOUT_ORPHAN_GRACE =
      new Setting<>(
          "rollout.orphan-grace-seconds",
          List.of(),
          seconds(0, HOUR),
          Duration.ZERO,
          "How long a rollout runs on when its last caller has left, for the same request to join it.");

  static final Setting<Duration> ROLLOUT_ANSWER_TTL =
      new Setting<>(
          "rollout.answer-ttl-seconds",
          List.of(),
          seconds(0, HOUR),
          Duration.ofSeconds(30),
          "How long the answer of a completed rollout is kept for the same request; 0 keeps none.");

  static final Setting<Long> ROLLOUT_ANSWER_CACHE_BYTES =
      new Setting<>(
          "rollout.answer-cache-bytes",
          List.of(),
          new ValueType.Whole(0, 1024 * MIB),
          32 * MIB,
          "Memory for answers that are kept, in bytes; the oldest go first.");

  static final Setting<Duration> ROLLOUT_TOOL_TIMEOUT =
      new Setting<>(
          "rollout.tool-timeout-seconds",
          List.of(),
          seconds(0.1, DAY),
          Duration.ofSeconds(30),
          "How long one tool call may take; not longer than a rollout.");

  static final Setting<Long> ROLLOUT_MAX_TOOL_OUTPUT_CHARACTERS =
      new Setting<>(
          "rollout.max-tool-output-characters",
          List.of(),
          new ValueType.Whole(1, 10_000_000),
          100_000L,
          "Characters of a tool's answer that the model is told; what is longer is cut, and says so.");

  static final Setting<Long> ROLLOUT_LOOP_GUARD =
      new Setting<>(
          "rollout.loop-guard",
          List.of(),
          new ValueType.Whole(0, 1000),
          0L,
          "How often the model may make the same tool call in a row: the rollout then ends as with"
              + " max_turns; 0 lets it.");

  static final Setting<String> ROLLOUT_ON_TOKEN_DRIFT =
      new Setting<>(
          "rollout.on-token-drift",
          List.of(),
          new ValueType.Choice(List.of("flag", "fail")),
          "flag",
          "What happens when a trainer's token ids contradict the mask: say so, or end the rollout.");

  static final Setting<Long> TOKENIZER_CACHE_SIZE =
      new Setting<>(
          "tokenizer.cache-size",
          List.of("TOKENIZER_CACHE_SIZE"),
          new ValueType.Whole(1, 1000),
          5L,
          "Tokenizers kept in memory; the one not used for longest goes first.");

  static final Setting<Duration> TOKENIZER_FAILURE_TTL =
      new Setting<>(
          "tokenizer.failure-ttl-seconds",
          List.of(),
          seconds(0, DAY),
          Duration.ofSeconds(30),
          "How long a tokenizer that could not be loaded is not tried again.");

  static final Setting<Long> TOKENIZER_ENCODING_THREADS =
      new Setting<>(
          "tokenizer.encoding-threads",
          List.of(),
          new ValueType.Whole(0, 1024),
          0L,
          "Threads that tokenize; 0 takes as many as there are processors.");

  static final Setting<Long> TOKENIZER_PIECE_CACHE_BYTES =
      new Setting<>(
          "tokenizer.piece-cache-bytes",
          List.of(),
          new ValueType.Whole(0, 1024 * MIB),
          32 * MIB,
          "Memory for token counts of texts that rollouts share, in bytes; 0 keeps none.");

  static final Setting<List<TokenizerName>> TOKENIZER_PRELOAD =
      new Setting<>(
          "tokenizer.preload",
          List.of("PRELOAD_TOKENIZERS"),
          new TokenizerNames(),
          List.of(),
          "Tokenizers loaded before the server says it is ready.");

  static final Setting<Boolean> TOKENIZER_TRUST_REMOTE_CODE =
      new Setting<>(
          "tokenizer.trust-remote-code",
          List.of("TOKENIZER_TRUST_REMOTE_CODE"),
          new ValueType.Flag(),
          true,
          "Whether a repository that declares code of its own is accepted; the code is never run.");

  static final Setting<List<FormatSettings>> PROMPT_FORMATS =
      new Setting<>(
          "prompt.formats",
          List.of(),
          new FormatList(),
          List.of(),
          "How the prompts of single tokenizers are made, see docs/CONFIGURATION.md.");

  static final Setting<Optional<Path>> HUB_LOCAL_FOLDER =
      new Setting<>(
          "hub.local-folder",
          List.of(),
          new Maybe<>(new Location(Location.Kind.FOLDER)),
          Optional.empty(),
          "Folder with models as NAME/tokenizer.json, which is looked at first.");

  static final Setting<Optional<Path>> HUB_HOME =
      new Setting<>(
          "hub.home",
          List.of("HF_HOME"),
          new Maybe<>(new Location(Location.Kind.ANY)),
          Optional.empty(),
          "Folder of huggingface_hub; by default $XDG_CACHE_HOME/huggingface or ~/.cache/huggingface.");

  static final Setting<Optional<Path>> HUB_CACHE_FOLDER =
      new Setting<>(
          "hub.cache-folder",
          List.of("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"),
          new Maybe<>(new Location(Location.Kind.FOLDER_IF_ANY)),
          Optional.empty(),
          "Cache of downloaded files, shared with Python; by default hub in hub.home.");

  static final Setting<URI> HUB_ENDPOINT =
      new Setting<>(
          "hub.endpoint",
          List.of("HF_ENDPOINT"),
          new WebAddress(),
          URI.create("https://huggingface.co"),
          "Where tokenizers are downloaded from.");

  static final Setting<Optional<URI>> HUB_PROXY =
      new Setting<>(
          "hub.proxy",
          List.of(),
          new Maybe<>(new WebAddress()),
          Optional.empty(),
          "Proxy through which the hub is reached (CONNECT), as http://host:port.");

  static final Setting<Optional<BearerKey>> HUB_TOKEN =
      new Setting<>(
          "hub.token",
          List.of("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"),
          new Maybe<>(new Secret()),
          Optional.empty(),
          "Secret shown to the hub; by default what hub.token-file holds.");

  static final Setting<Optional<Path>> HUB_TOKEN_FILE =
      new Setting<>(
          "hub.token-file",
          List.of("HF_TOKEN_PATH"),
          new Maybe<>(new Location(Location.Kind.ANY)),
          Optional.empty(),
          "File with the token of the hub, if there is one; by default token in hub.home.");

  static final Setting<Boolean> HUB_OFFLINE =
      new Setting<>(
          "hub.offline",
          List.of("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"),
          new ValueType.Flag(),
          false,
          "Whether nothing may be downloaded.");

  static final Setting<Long> HUB_MAX_DOWNLOAD_BYTES =
      new Setting<>(
          "hub.max-download-bytes",
          List.of(),
          new ValueType.Whole(MIB, 1024 * MIB),
          256 * MIB,
          "Largest size of all files of one tokenizer together, in bytes.");

  static final Setting<Duration> HUB_DOWNLOAD_TIMEOUT =
      new Setting<>(
          "hub.download-timeout-seconds",
          List.of(),
          seconds(1, DAY),
          Duration.ofMinutes(10),
          "How long all files of one tokenizer together may take.");

  /** In the order of the documentation; keys of one branch of the tree stand together. */
  static final List<Setting<?>> ALL =
      Stream.of(
              ServerTable.ALL.stream(),
              Stream.<Setting<?>>of(
                  ROLLOUT_MAX_CONCURRENT,
                  ROLLOUT_MAX_WAITING,
                  ROLLOUT_QUEUE_TIMEOUT,
                  ROLLOUT_TIMEOUT,
                  ROLLOUT_ORPHAN_GRACE,
                  ROLLOUT_ANSWER_TTL,
                  ROLLOUT_ANSWER_CACHE_BYTES,
                  ROLLOUT_TOOL_TIMEOUT,
                  ROLLOUT_MAX_TOOL_OUTPUT_CHARACTERS,
                  ROLLOUT_LOOP_GUARD,
                  ROLLOUT_ON_TOKEN_DRIFT),
              OutboundTable.ALL.stream(),
              Stream.<Setting<?>>of(
                  TOKENIZER_CACHE_SIZE,
                  TOKENIZER_FAILURE_TTL,
                  TOKENIZER_ENCODING_THREADS,
                  TOKENIZER_PIECE_CACHE_BYTES,
                  TOKENIZER_PRELOAD,
                  TOKENIZER_TRUST_REMOTE_CODE,
                  PROMPT_FORMATS,
                  HUB_LOCAL_FOLDER,
                  HUB_HOME,
                  HUB_CACHE_FOLDER,
                  HUB_ENDPOINT,
                  HUB_PROXY,
                  HUB_TOKEN,
                  HUB_TOKEN_FILE,
                  HUB_OFFLINE,
                  HUB_MAX_DOWNLOAD_BYTES,
                  HUB_DOWNLOAD_TIMEOUT),
              LookTable.ALL.stream(),
              TelemetryTable.ALL.stream())
          .<Setting<?>>flatMap(part -> part)
          .toList();

  private SettingTable() {}

  static ValueType.Seconds seconds(double min, double max) {
    return new ValueType.Seconds(
        Duration.ofMillis(Math.round(min * 1000)), Duration.ofMillis(Math.round(max * 1000)));
  }
}

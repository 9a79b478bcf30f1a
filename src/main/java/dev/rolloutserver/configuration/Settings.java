package dev.rolloutserver.configuration;

import dev.rolloutserver.admission.AdmissionSettings;
import dev.rolloutserver.http.KeySettings;
import dev.rolloutserver.http.ListenerSettings;
import dev.rolloutserver.http.TlsSettings;
import dev.rolloutserver.hub.HubSettings;
import dev.rolloutserver.hub.TokenizerName;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.outbound.DestinationPolicy;
import dev.rolloutserver.outbound.OutboundSettings;
import dev.rolloutserver.outbound.TlsFiles;
import dev.rolloutserver.prompt.PromptSettings;
import dev.rolloutserver.protocol.RequestLimits;
import dev.rolloutserver.record.FileSettings;
import dev.rolloutserver.registry.RegistrySettings;
import dev.rolloutserver.rollout.RolloutSettings;
import dev.rolloutserver.rollout.RolloutSettings.OnTokenDrift;
import dev.rolloutserver.telemetry.LogFormat;
import dev.rolloutserver.telemetry.LogSettings;
import dev.rolloutserver.telemetry.TraceSettings;
import dev.rolloutserver.trainer.BreakerSettings;
import dev.rolloutserver.trainer.RetrySettings;
import dev.rolloutserver.trainer.TrainerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The effective configuration, as the records that the other packages take. */
public final class Settings {
  private final FoundValues values;

  private Settings(FoundValues values) {
    this.values = values;
  }

  /**
   * Looks every key up.
   *
   * @throws SettingException for the first value that breaks its rule, name that is misspelled, or
   *     pair of deadlines in the wrong order
   */
  public static Settings load(SettingSources sources) {
    MisspelledNames.refuse(sources);
    Map<String, String> file = sources.file().map(SettingFile::read).orElse(Map.of());
    FoundValues values = new FoundValues();
    SettingTable.ALL.forEach(setting -> find(setting, sources, file, values));
    DeadlineOrder.settle(values);
    HubFolders.settle(values, sources);
    requireTogether(
        values, OutboundTable.OUTBOUND_TLS_CERTIFICATE_FILE, OutboundTable.OUTBOUND_TLS_KEY_FILE);
    if (values.value(SettingTable.TOKENIZER_ENCODING_THREADS) == 0) {
      values.replace(
          SettingTable.TOKENIZER_ENCODING_THREADS,
          (long) sources.processors(),
          "one for each processor");
    }
    if (values.value(ServerTable.SERVER_MAX_CONVERSATION_BYTES) == 0) {
      values.replace(
          ServerTable.SERVER_MAX_CONVERSATION_BYTES, sources.heapBytes() / 2, "half of the heap");
    }
    Settings settings = new Settings(values);
    settings.listenerTls();
    settings.records();
    return settings;
  }

  /** What the listener is told. */
  public ListenerSettings listener() {
    return new ListenerSettings(
        values.value(ServerTable.SERVER_HOST),
        values.value(ServerTable.SERVER_PORT).intValue(),
        values.value(ServerTable.SERVER_MAX_BODY_BYTES),
        values.value(ServerTable.SERVER_MAX_HEADER_BYTES).intValue(),
        values.value(ServerTable.SERVER_MAX_CONNECTIONS).intValue(),
        values.value(ServerTable.SERVER_HEADER_TIMEOUT),
        values.value(ServerTable.SERVER_BODY_TIMEOUT),
        values.value(ServerTable.SERVER_ANSWER_TIMEOUT),
        values.value(ServerTable.SERVER_KEEP_ALIVE),
        values.value(ServerTable.SERVER_IDLE_TIMEOUT),
        values.value(ServerTable.SERVER_SHUTDOWN_GRACE),
        listenerTls());
  }

  /** The files of TLS: certificate and key go together, and clients are asked only with both. */
  private Optional<TlsSettings> listenerTls() {
    Optional<Path> certificate = values.value(ServerTable.SERVER_TLS_CERTIFICATE_FILE);
    Optional<Path> key = values.value(ServerTable.SERVER_TLS_KEY_FILE);
    Optional<Path> clientCa = values.value(ServerTable.SERVER_TLS_CLIENT_CA_FILE);
    if (certificate.isPresent() && key.isPresent()) {
      return Optional.of(new TlsSettings(certificate.get(), key.get(), clientCa));
    }
    if (certificate.isPresent() || key.isPresent() || clientCa.isPresent()) {
      throw new SettingException(
          "TLS needs both server.tls.certificate-file and server.tls.key-file, but "
              + (certificate.isPresent()
                      ? ServerTable.SERVER_TLS_KEY_FILE
                      : ServerTable.SERVER_TLS_CERTIFICATE_FILE)
                  .key()
              + " is not set");
    }
    return Optional.empty();
  }

  /** What a request for a rollout may hold. */
  public RequestLimits requests() {
    int bytes =
        (int)
            Math.min(values.value(ServerTable.SERVER_MAX_BODY_BYTES), (long) Integer.MAX_VALUE - 1);
    return new RequestLimits(
        new JsonLimits(
            bytes,
            values.value(ServerTable.SERVER_MAX_JSON_DEPTH).intValue(),
            values.value(ServerTable.SERVER_MAX_JSON_DIGITS).intValue(),
            bytes),
        values.value(ServerTable.SERVER_MAX_MESSAGES).intValue());
  }

  /** How often an answer that takes long begins with a blank; zero for never. */
  public Duration heartbeat() {
    return values.value(ServerTable.SERVER_HEARTBEAT);
  }

  /** Which keys callers must show. */
  public KeySettings serverKeys() {
    return new KeySettings(
        values.value(ServerTable.SERVER_API_KEYS), values.value(ServerTable.SERVER_API_KEY_FILE));
  }

  /** How many rollouts there may be. */
  public AdmissionSettings admission() {
    return new AdmissionSettings(
        values.value(SettingTable.ROLLOUT_MAX_CONCURRENT).intValue(),
        values.value(SettingTable.ROLLOUT_MAX_WAITING).intValue(),
        values.value(SettingTable.ROLLOUT_QUEUE_TIMEOUT),
        values.value(ServerTable.SERVER_MAX_CONVERSATION_BYTES));
  }

  /** What is kept of rollouts whose callers are gone or answered. */
  public RegistrySettings registry() {
    return new RegistrySettings(
        values.value(SettingTable.ROLLOUT_ORPHAN_GRACE),
        values.value(SettingTable.ROLLOUT_ANSWER_TTL),
        values.value(SettingTable.ROLLOUT_ANSWER_CACHE_BYTES));
  }

  /** Whether the page is served. */
  public boolean page() {
    return values.value(LookTable.PAGE_ENABLED);
  }

  /** Memory for rollouts that have ended, which only the page shows. */
  public long ringBytes() {
    return page() ? values.value(LookTable.PAGE_RING_BYTES) : 0;
  }

  /** How much of that memory is written in a second. */
  public long ringBytesPerSecond() {
    return values.value(LookTable.PAGE_RING_BYTES_PER_SECOND);
  }

  /** Where records of rollouts are written; empty for nowhere. */
  public Optional<FileSettings> records() {
    long file = values.value(LookTable.RECORD_MAX_FILE_BYTES);
    long total = values.value(LookTable.RECORD_MAX_TOTAL_BYTES);
    if (total < file) {
      throw new SettingException(
          "record.max-total-bytes is "
              + total
              + ", but must not be less than record.max-file-bytes, which is "
              + file);
    }
    return values
        .value(LookTable.RECORD_FOLDER)
        .map(folder ->
            new FileSettings(folder, file, total, values.value(LookTable.RECORD_MAX_AGE)));
  }

  /** Whether these records have tokens, too. */
  public boolean recordsTokens() {
    return values.value(LookTable.RECORD_TOKENS);
  }

  /** What a rollout may take. */
  public RolloutSettings rollouts() {
    return new RolloutSettings(
        values.value(SettingTable.ROLLOUT_TIMEOUT),
        values.value(SettingTable.ROLLOUT_TOOL_TIMEOUT),
        values.value(SettingTable.ROLLOUT_LOOP_GUARD).intValue(),
        OnTokenDrift.valueOf(
            values.value(SettingTable.ROLLOUT_ON_TOKEN_DRIFT).toUpperCase(Locale.ROOT)));
  }

  /** How trainers are called. */
  public TrainerSettings trainers() {
    return new TrainerSettings(
        values.value(OutboundTable.TRAINER_CALL_TIMEOUT),
        new RetrySettings(
            values.value(OutboundTable.TRAINER_MAX_ATTEMPTS).intValue(),
            values.value(OutboundTable.TRAINER_CONNECT_RETRY),
            values.value(OutboundTable.TRAINER_RETRY_DELAY),
            values.value(OutboundTable.TRAINER_MAX_RETRY_DELAY),
            values.value(OutboundTable.TRAINER_MAX_RETRY_AFTER),
            values.value(OutboundTable.TRAINER_IDEMPOTENT)),
        new BreakerSettings(
            values.value(OutboundTable.TRAINER_BREAKER_FAILURES).intValue(),
            values.value(OutboundTable.TRAINER_BREAKER_PAUSE)));
  }

  /** The limits of the client that calls trainers. */
  public OutboundSettings outbound() {
    return new OutboundSettings(
        values.value(OutboundTable.OUTBOUND_CONNECT_TIMEOUT),
        values.value(OutboundTable.TRAINER_FIRST_BYTE_TIMEOUT),
        values.value(OutboundTable.TRAINER_MAX_ANSWER_BYTES).intValue(),
        destinations(),
        peerTls());
  }

  /** The limits of the client that speaks to tool servers; a message has a limit of its own. */
  public OutboundSettings toolOutbound() {
    return new OutboundSettings(
        values.value(OutboundTable.OUTBOUND_CONNECT_TIMEOUT),
        Duration.ZERO,
        Integer.MAX_VALUE,
        destinations(),
        peerTls());
  }

  /** What the model is told of a tool call at most. */
  public int maxToolOutputCharacters() {
    return values.value(SettingTable.ROLLOUT_MAX_TOOL_OUTPUT_CHARACTERS).intValue();
  }

  /** The limits of the client that downloads from the hub. */
  public OutboundSettings hubOutbound() {
    return new OutboundSettings(
            values.value(OutboundTable.OUTBOUND_CONNECT_TIMEOUT),
            values.value(SettingTable.HUB_MAX_DOWNLOAD_BYTES).intValue())
        .through(values.value(SettingTable.HUB_PROXY));
  }

  private TlsFiles peerTls() {
    return new TlsFiles(
        values.value(OutboundTable.OUTBOUND_TLS_TRUST_FILE),
        values.value(OutboundTable.OUTBOUND_TLS_CERTIFICATE_FILE),
        values.value(OutboundTable.OUTBOUND_TLS_KEY_FILE));
  }

  /** Where callers may have this server connect to. */
  private DestinationPolicy destinations() {
    return new DestinationPolicy(values.value(OutboundTable.OUTBOUND_ALLOWED_HOSTS));
  }

  /** Where tokenizers come from. */
  public HubSettings hub() {
    return new HubSettings(
        values.value(SettingTable.HUB_LOCAL_FOLDER),
        values.value(SettingTable.HUB_CACHE_FOLDER).orElseThrow(),
        values.value(SettingTable.HUB_ENDPOINT),
        values.value(SettingTable.HUB_TOKEN),
        values.value(SettingTable.HUB_OFFLINE),
        values.value(SettingTable.TOKENIZER_TRUST_REMOTE_CODE),
        values.value(SettingTable.HUB_MAX_DOWNLOAD_BYTES),
        values.value(SettingTable.HUB_DOWNLOAD_TIMEOUT));
  }

  /** What is kept of tokenizers, and how prompts are made. */
  public PromptSettings prompts() {
    return new PromptSettings(
        values.value(SettingTable.TOKENIZER_CACHE_SIZE).intValue(),
        values.value(SettingTable.TOKENIZER_FAILURE_TTL),
        values.value(SettingTable.TOKENIZER_ENCODING_THREADS).intValue(),
        values.value(SettingTable.TOKENIZER_PIECE_CACHE_BYTES),
        values.value(SettingTable.PROMPT_FORMATS));
  }

  /** The tokenizers that are loaded before the server says it is ready. */
  public List<TokenizerName> preload() {
    return values.value(SettingTable.TOKENIZER_PRELOAD);
  }

  /** What is logged, and how. */
  public LogSettings log() {
    return new LogSettings(
        LogFormat.valueOf(values.value(TelemetryTable.LOG_FORMAT).toUpperCase(Locale.ROOT)),
        values.value(TelemetryTable.LOG_LEVEL),
        values.value(TelemetryTable.LOG_LEVELS));
  }

  /** Whether each request is logged. */
  public boolean logsAccess() {
    return values.value(TelemetryTable.LOG_ACCESS);
  }

  /** Whether rollouts are counted and measured. */
  public boolean measures() {
    return values.value(TelemetryTable.METRICS_ENABLED);
  }

  /** Where spans are sent; empty where there are none. */
  public Optional<TraceSettings> traces() {
    return values
        .value(TelemetryTable.TRACES_ENDPOINT)
        .map(endpoint ->
            new TraceSettings(
                endpoint,
                values.value(TelemetryTable.TRACES_SAMPLING_RATIO).doubleValue(),
                values.value(TelemetryTable.TRACES_SERVICE_NAME)));
  }

  /** A line for each key: its value, or {@code ****} for a secret, and where it comes from. */
  public List<String> report() {
    return SettingTable.ALL.stream().<String>map(values::line).toList();
  }

  private static void requireTogether(
      FoundValues values, Setting<Optional<Path>> one, Setting<Optional<Path>> other) {
    if (values.value(one).isPresent() != values.value(other).isPresent()) {
      throw new SettingException(
          one.key() + " and " + other.key() + " must be set both, or neither of them");
    }
  }

  private static <T> void find(
      Setting<T> setting, SettingSources sources, Map<String, String> file, FoundValues values) {
    String property = sources.systemProperties().getOrDefault(setting.key(), "");
    if (!property.isBlank()) {
      values.put(setting, read(setting, property, "system property", sources));
      return;
    }
    for (String name : setting.environmentNames()) {
      String variable = sources.environment().getOrDefault(name, "");
      if (!variable.isBlank()) {
        values.put(setting, read(setting, variable, "environment variable " + name, sources));
        return;
      }
    }
    String text = file.getOrDefault(setting.key(), "");
    values.put(
        setting,
        text.isBlank()
            ? new Found<>(setting.defaultValue(), "default", false)
            : read(setting, text, "configuration file", sources));
  }

  private static <T> Found<T> read(
      Setting<T> setting, String text, String origin, SettingSources sources) {
    String stripped = text.strip();
    String read = setting.type().isPath() ? new HomeFolder(sources).expand(stripped) : stripped;
    return new Found<>(setting.read(read, origin), origin, true);
  }
}

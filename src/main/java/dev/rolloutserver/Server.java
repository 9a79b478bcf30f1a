package dev.rolloutserver;

import dev.rolloutserver.admission.Admission;
import dev.rolloutserver.command.Build;
import dev.rolloutserver.configuration.Settings;
import dev.rolloutserver.files.FileWatch;
import dev.rolloutserver.http.AccessLog;
import dev.rolloutserver.http.CallerWatch;
import dev.rolloutserver.http.HealthReport;
import dev.rolloutserver.http.HealthReport.LoadedTokenizer;
import dev.rolloutserver.http.HealthReport.PreloadingTokenizer;
import dev.rolloutserver.http.Heartbeats;
import dev.rolloutserver.http.HttpListener;
import dev.rolloutserver.http.ListenerSettings;
import dev.rolloutserver.http.Page;
import dev.rolloutserver.http.Routes;
import dev.rolloutserver.http.ServerKeys;
import dev.rolloutserver.hub.Hub;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.outbound.OutboundHttp;
import dev.rolloutserver.process.FirstHeap;
import dev.rolloutserver.process.OpenFiles;
import dev.rolloutserver.process.ResidentMemory;
import dev.rolloutserver.process.WarmUp;
import dev.rolloutserver.prompt.Preload;
import dev.rolloutserver.prompt.PromptFormats;
import dev.rolloutserver.record.FileSettings;
import dev.rolloutserver.record.RecordFiles;
import dev.rolloutserver.record.RecordObserver;
import dev.rolloutserver.record.RolloutRecords;
import dev.rolloutserver.registry.Rollouts;
import dev.rolloutserver.rollout.RolloutLoop;
import dev.rolloutserver.rollout.Tapes;
import dev.rolloutserver.tools.ToolBox;
import dev.rolloutserver.tools.ToolServers;
import dev.rolloutserver.trainer.HttpTrainers;
import dev.rolloutserver.trainer.Pause;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Wires the parts together; the only place that sees them all. */
final class Server {
  private static final System.Logger LOGGER = System.getLogger(Server.class.getName());

  private static final Duration RESIDENT_TTL = Duration.ofSeconds(5);

  /** A caller's and a trainer's. */
  private static final int FILES_EACH = 2;

  /** For tool servers, which take two each, the hub, and the process itself. */
  private static final int OTHER_FILES = 1000;

  private static final Duration FILE_CHECK = Duration.ofSeconds(2);

  /** By then all classes are loaded, and what is kept of rollouts is there. */
  private static final int FIRST_ROLLOUTS = 1000;

  private final FirstHeap heap = FirstHeap.keep();
  private final WarmUp warmUp = new WarmUp(FIRST_ROLLOUTS, heap::release, Carriers::complete);
  private final Build build;
  private final Clock clock;
  private final Instant started;
  private final ListenerSettings listening;
  private final OutboundHttp trainerHttp;
  private final OutboundHttp toolHttp;
  private final OutboundHttp hubHttp;
  private final PromptFormats formats;
  private final Preload preload;
  private final Telemetry telemetry;
  private final Rollouts rollouts;
  private final @Nullable RolloutRecords records;
  private final Tapes tapes = new Tapes(System::nanoTime);
  private final FileWatch files = new FileWatch(FILE_CHECK);
  private final HttpListener listener;
  private volatile @Nullable Resident resident;

  private Server(Settings settings, Build build, Clock clock) {
    this.build = build;
    this.clock = clock;
    this.started = clock.instant();
    this.listening = withinDescriptors(settings.listener());
    this.trainerHttp = new OutboundHttp(settings.outbound(), files);
    this.toolHttp = new OutboundHttp(settings.toolOutbound(), files);
    this.hubHttp = new OutboundHttp(settings.hubOutbound(), files);
    ToolBox tools = ToolBox.calculator();
    this.telemetry = new Telemetry(settings, build.version(), tools.names(), tapes);
    Hub hub = new Hub(settings.hub(), hubHttp);
    this.formats = new PromptFormats(hub::find, settings.prompts(), clock, telemetry.prompts());
    this.preload = new Preload(formats, settings.preload());
    HttpTrainers trainers =
        new HttpTrainers(
            trainerHttp,
            settings.trainers(),
            limits(settings.outbound().maxAnswerBytes()),
            clock,
            () -> ThreadLocalRandom.current().nextLong(),
            Pause::byClock);
    RolloutLoop loop =
        new RolloutLoop(
            formats,
            tools,
            new ToolServers(toolHttp, settings.maxToolOutputCharacters()),
            spec -> trainers.at(spec.serverUrl(), spec.callbackApiKey()),
            settings.rollouts(),
            System::nanoTime);
    this.records = records(settings, telemetry.records(), clock, tapes);
    Heartbeats heartbeats = new Heartbeats(settings.heartbeat());
    this.rollouts =
        new Rollouts(
            new Admission(settings.admission(), System::nanoTime),
            (spec, memory, cancellation, observer) -> {
              heartbeats.admitted();
              try {
                return loop.run(spec, memory, cancellation, observer);
              } finally {
                warmUp.worked();
              }
            },
            settings.registry(),
            telemetry.registry(),
            telemetry.rollouts(records == null ? List.of() : List.of(records)),
            System::nanoTime);
    telemetry.show(rollouts, settings.admission(), formats, trainers);
    telemetry.show("trainer", trainerHttp);
    telemetry.show("tools", toolHttp);
    telemetry.show("hub", hubHttp);
    ServerKeys keys = ServerKeys.load(settings.serverKeys(), files);
    CallerWatch callers = new CallerWatch();
    Routes routes =
        new Routes(
            this::health,
            tools.definitions(),
            rollouts,
            callers,
            settings.requests(),
            keys,
            heartbeats,
            telemetry.log(),
            telemetry.exchanges(),
            records == null || !settings.page()
                ? null
                : new Page(records, formats, hub::cached, trainers::leftAlone));
    this.listener =
        HttpListener.open(
            listening,
            callers,
            files,
            this::ready,
            routing -> {
              if (settings.logsAccess()) {
                routing.addFilter(new AccessLog());
              }
              routes.register(routing);
            });
    if (!keys.required()) {
      LOGGER.log(
          Level.WARNING,
          "No server key is set (ROLLOUT_SERVER_API_KEY): rollouts are open to all who reach the"
              + " port, what changes or shows them besides to this machine; with a proxy on this"
              + " machine set a key");
    }
  }

  /** Starts serving; returns once the port answers. */
  static Server start(Settings settings, Build build, Clock clock) {
    Server server = new Server(settings, build, clock);
    LOGGER.log(Level.INFO, "rollout-server {0} listens on {1}", build, server.listener.url());
    server.preload.start();
    if (server.records != null) {
      server.records.start();
    }
    return server;
  }

  /** Where it listens, as a URL without path. */
  String url() {
    return listener.url();
  }

  /** Ends exceptionally when the server cannot become what the configuration wants. */
  CompletableFuture<Void> failure() {
    return CompletableFuture.anyOf(preload.failure(), listener.failure()).thenRun(() -> {});
  }

  /** Takes no new rollouts, lets those that run end within the grace, then returns. */
  void stop() throws InterruptedException {
    LOGGER.log(Level.INFO, "Stopping");
    long began = System.nanoTime();
    try {
      if (!rollouts.drain(listening.shutdownGrace())) {
        LOGGER.log(Level.WARNING, "Some rollouts did not end when they were cancelled");
      }
    } finally {
      Duration left = listening.shutdownGrace().minus(Duration.ofNanos(System.nanoTime() - began));
      listener.close(left.isNegative() ? Duration.ZERO : left);
      tapes.close();
      if (records != null) {
        records.close();
      }
      files.close();
      preload.close();
      formats.close();
      trainerHttp.close();
      toolHttp.close();
      hubHttp.close();
      telemetry.close();
      heap.release();
    }
    LOGGER.log(Level.INFO, "Stopped");
  }

  /** Those of all rollouts, where somebody may look at them; null where nobody does. */
  private static @Nullable RolloutRecords records(
      Settings settings, RecordObserver observer, Clock clock, Tapes tapes) {
    Optional<FileSettings> folder = settings.records();
    if (!settings.page() && folder.isEmpty()) {
      return null;
    }
    RecordFiles lines = folder.map(files -> RecordFiles.open(files, clock, observer)).orElse(null);
    return new RolloutRecords(
        settings.ringBytes(),
        settings.ringBytesPerSecond(),
        lines,
        settings.recordsTokens(),
        clock,
        tapes);
  }

  private boolean ready() {
    return preload.pending().isEmpty() && !rollouts.draining();
  }

  private HealthReport health() {
    List<LoadedTokenizer> loaded =
        formats.loaded().stream()
            .map(format ->
                new LoadedTokenizer(
                    format.name(),
                    format.revision(),
                    format.tokenizerSha256(),
                    format.templateSha256(),
                    format.countedBy().name().toLowerCase(Locale.ROOT),
                    boxed(format.nativeBytes()),
                    format.hits(),
                    format.loadMillis()))
            .toList();
    List<PreloadingTokenizer> pending =
        preload.pending().entrySet().stream()
            .map(entry -> new PreloadingTokenizer(entry.getKey().toString(), entry.getValue()))
            .toList();
    return new HealthReport(
        "healthy",
        "rollout-server",
        build.version(),
        Duration.between(started, clock.instant()).toMillis() / 1000.0,
        ready(),
        rollouts.active(),
        rollouts.waiting(),
        residentBytes(),
        Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory(),
        loaded,
        pending);
  }

  /** Read anew from time to time only: reading a file holds a carrier, and probes come often. */
  private @Nullable Long residentBytes() {
    Resident known = resident;
    Instant now = clock.instant();
    if (known == null || Duration.between(known.since(), now).compareTo(RESIDENT_TTL) > 0) {
      known = new Resident(boxed(ResidentMemory.ofThisProcess()), now);
      resident = known;
    }
    return known.bytes();
  }

  private record Resident(@Nullable Long bytes, Instant since) {}

  private static @Nullable Long boxed(OptionalLong bytes) {
    return bytes.isPresent() ? bytes.getAsLong() : null;
  }

  /**
   * Each connection may have one more to its trainer; what some have to tool servers, and other
   * files, come out of a reserve.
   */
  private static ListenerSettings withinDescriptors(ListenerSettings settings) {
    OptionalLong files = OpenFiles.limit();
    long limit = files.orElse(Long.MAX_VALUE);
    long most = Math.max(1, (limit - Math.min(OTHER_FILES, limit / 4)) / FILES_EACH);
    if (settings.maxConnections() <= most) {
      return settings;
    }
    LOGGER.log(
        Level.WARNING,
        "server.max-connections is lowered from {0} to {1}: this process may open {2} files"
            + " (ulimit -n)",
        Integer.toString(settings.maxConnections()),
        Long.toString(most),
        Long.toString(files.getAsLong()));
    return settings.withMaxConnections((int) most);
  }

  private static JsonLimits limits(long maxBytes) {
    int bytes = (int) Math.min(maxBytes, Integer.MAX_VALUE - 1);
    return new JsonLimits(
        bytes, JsonLimits.DEFAULT.maxDepth(), JsonLimits.DEFAULT.maxDigits(), bytes);
  }
}

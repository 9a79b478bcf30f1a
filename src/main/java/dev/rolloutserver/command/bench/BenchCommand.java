package dev.rolloutserver.command.bench;

import dev.rolloutserver.command.Build;
import dev.rolloutserver.command.VersionText;
import dev.rolloutserver.command.bench.Measurement.Seen;
import dev.rolloutserver.configuration.Settings;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.simulation.DemoModel;
import dev.rolloutserver.simulation.load.LoadScenario;
import dev.rolloutserver.telemetry.LogSetup;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Measures a server: throughput, overhead, CPU and memory over a table of scenarios. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    description = {
      "Plays rollouts of several scenarios and prints what they cost.",
      "Starts a server (the same jar) and a simulated trainer, each in a process of its own, and is"
          + " the worker itself. Times are milliseconds; overhead is that of a turn: wall time of a"
          + " rollout without the trainer's, divided by its model calls."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:every rollout completed and every mask was right",
      "1:one was not, or the measurement could not be made",
      "2:wrong command line"
    })
public final class BenchCommand implements Callable<Integer> {
  /** Bounds that a server has without being told. */
  private static final int USUAL_ROLLOUTS = 1000;

  private static final int USUAL_CONNECTIONS = 8192;

  /** Connections for others than the worker. */
  private static final int SPARE_CONNECTIONS = 100;

  private final String mainClass;
  private final Supplier<Settings> settings;
  private final Clock clock;

  @Mixin private BenchOptions options = new BenchOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  /**
   * A measurement.
   *
   * @param mainClass the command line that has {@link ServerCommand} and {@link TrainerCommand}
   * @param settings asked for when a server that runs is measured
   */
  public BenchCommand(String mainClass, Supplier<Settings> settings, Clock clock) {
    this.mainClass = mainClass;
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public Integer call() throws InterruptedException {
    LogSetup.errorsOnly();
    PrintWriter out = spec.commandLine().getOut();
    if (options.lists()) {
      LoadScenario.all()
          .forEach(scenario -> out.printf("%-8s %s%n", scenario.name(), scenario.description()));
      return ExitCode.OK;
    }
    List<Cell> cells = options.cells(spec.commandLine());
    BenchPlan plan = options.plan(spec.commandLine());
    ServerAccess access = access();
    // both at the same time: each loads the tokenizer
    try (MeasuredServer server = server(cells);
        TrainerProcess trainer = new TrainerProcess(trainer(cells));
        Worker worker = new Worker(server.url(), access, trainer.url(), options.tokenizer())) {
      Measurement measurement = new Measurement(plan, worker, trainer, server::use, new Random());
      List<CellResult> results =
          options.json() ? measure(measurement, cells) : print(measurement, cells, server.url());
      if (options.json()) {
        out.println(Json.text(document(plan, server.url(), results)));
      }
      return results.stream().allMatch(CellResult::good) ? ExitCode.OK : ExitCode.SOFTWARE;
    } catch (BenchException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return ExitCode.SOFTWARE;
    }
  }

  private static List<CellResult> measure(Measurement measurement, List<Cell> cells)
      throws InterruptedException {
    List<CellResult> results = new ArrayList<>();
    for (Cell cell : cells) {
      results.add(measurement.play(cell).result());
    }
    return results;
  }

  private List<CellResult> print(Measurement measurement, List<Cell> cells, String url)
      throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    out.println(surroundings(url));
    out.println();
    ResultTable.head().forEach(out::println);
    out.flush();
    List<CellResult> results = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    for (Cell cell : cells) {
      Seen seen = measurement.play(cell);
      CellResult result = seen.result();
      results.add(result);
      out.println(ResultTable.row(result));
      out.flush();
      String place = cell.scenario().name() + ", " + cell.atOnce() + " at once: ";
      result.failures().forEach((reason, count) -> wrong.add(place + count + " times " + reason));
      if (result.violations() > 0) {
        seen.complaints().forEach(complaint -> wrong.add(place + "the trainer: " + complaint));
      }
    }
    out.println();
    wrong.forEach(out::println);
    if (wrong.isEmpty()) {
      out.println("Every rollout completed and every mask was right.");
    }
    out.flush();
    return results;
  }

  private String surroundings(String url) {
    return "rollout-server %s at %s, tokenizer %s, LLM latency %d ms, Java %s, %d processors, %s"
        .formatted(
            Build.current(),
            url,
            options.tokenizer(),
            options.latency().toMillis(),
            Runtime.version(),
            Runtime.getRuntime().availableProcessors(),
            clock.instant());
  }

  private Map<String, @Nullable Object> document(
      BenchPlan plan, String url, List<CellResult> results) {
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("measured_at", clock.instant().toString());
    document.put("bench", Build.current().toString());
    document.put("server", url);
    document.put("tokenizer", options.tokenizer());
    document.put("java", Runtime.version().toString());
    document.put("processors", Runtime.getRuntime().availableProcessors());
    document.put("llm_latency_ms", plan.latency().toMillis());
    document.put("warm_up_seconds", plan.warmUp().toMillis() / 1000.0);
    document.put("cells", results.stream().map(CellResult::members).toList());
    return document;
  }

  /** What is started lets everyone in. */
  private ServerAccess access() {
    return options.server() == null ? ServerAccess.OPEN : ServerAccess.of(settings.get());
  }

  private MeasuredServer server(List<Cell> cells) {
    String given = options.server();
    if (given != null) {
      return new MeasuredServer.Given(given, options.process(spec.commandLine()));
    }
    int atOnce = cells.stream().mapToInt(Cell::atOnce).max().orElse(1);
    int connections = Math.max(USUAL_CONNECTIONS, atOnce + SPARE_CONNECTIONS);
    List<String> command = new ArrayList<>(List.of(ServerCommand.NAME));
    if (options.tokenizer().equals(DemoModel.NAME)) {
      command.add("--demo-model");
    }
    Map.of(
            "server.host", "127.0.0.1",
            "server.port", "0",
            "server.max-connections", Integer.toString(connections),
            "rollout.max-concurrent", Integer.toString(Math.max(USUAL_ROLLOUTS, atOnce)),
            "log.level", "ERROR")
        .forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
    return new MeasuredServer.Started(
        ChildProcess.start(mainClass, options.javaOptions(), command));
  }

  private ChildProcess trainer(List<Cell> cells) {
    List<String> scenarios = cells.stream().map(cell -> cell.scenario().name()).distinct().toList();
    return ChildProcess.start(
        mainClass,
        List.of(),
        List.of(
            TrainerCommand.NAME,
            "--host",
            options.trainerHost(),
            "--port",
            Integer.toString(options.trainerPort()),
            "--llm-latency",
            Long.toString(options.latency().toMillis()),
            "--tokenizer",
            options.tokenizer(),
            "--scenario",
            String.join(",", scenarios)));
  }
}

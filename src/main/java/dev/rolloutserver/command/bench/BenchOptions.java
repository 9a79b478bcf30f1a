package dev.rolloutserver.command.bench;

import dev.rolloutserver.simulation.DemoModel;
import dev.rolloutserver.simulation.load.LoadScenario;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of the measurement, with their bounds. */
final class BenchOptions {
  private static final int MAX_AT_ONCE = 20_000;
  private static final int MAX_ROLLOUTS = 1_000_000;
  private static final int USUAL_SECONDS = 8;

  @Option(names = "--list", description = "Lists the scenarios.")
  private boolean list;

  @Option(
      names = "--scenario",
      split = ",",
      paramLabel = "NAME",
      description = "What is played; several with commas (default: all of --list).")
  private List<String> scenarios = LoadScenario.all().stream().map(LoadScenario::name).toList();

  @Option(
      names = "--at-once",
      split = ",",
      paramLabel = "N",
      defaultValue = "1,32,256",
      description = "Rollouts at once; several with commas (default: ${DEFAULT-VALUE}).")
  private List<Integer> atOnce = List.of();

  @Option(names = "--seconds", description = "How long each row is measured (default: 8).")
  private @Nullable Integer seconds;

  @Option(
      names = "--rollouts",
      paramLabel = "N",
      description = "Measures each row over so many rollouts, however long they take.")
  private @Nullable Integer rollouts;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "4",
      description =
          "What is played before each row and does not count (default: ${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--llm-latency",
      paramLabel = "MILLISECONDS",
      defaultValue = "0",
      description = "How long the simulated model thinks (default: ${DEFAULT-VALUE}).")
  private int latency;

  @Option(
      names = "--tokenizer",
      paramLabel = "NAME",
      defaultValue = DemoModel.NAME,
      description = "The model's tokenizer, found as by the server (default: ${DEFAULT-VALUE}).")
  private String tokenizer = "";

  @Option(
      names = "--server",
      paramLabel = "URL",
      description =
          "Measures this server, which must know the tokenizer, and starts none; the worker shows the"
              + " first of server.api-keys and trusts by outbound.tls, as set for this command.")
  private @Nullable String server;

  @Option(names = "--pid", description = "Process of that server, for its CPU and memory.")
  private @Nullable Long pid;

  @Option(
      names = "--java-option",
      paramLabel = "OPTION",
      description = "An option for the JVM of the server that is started, such as -Xmx512m.")
  private List<String> javaOptions = List.of();

  @Option(
      names = "--trainer-host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "Where the trainer listens and the server finds it (default: ${DEFAULT-VALUE}).")
  private String trainerHost = "";

  @Option(
      names = "--trainer-port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Port of the trainer, 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int trainerPort;

  @Option(names = "--json", description = "Prints one JSON object instead of the table.")
  private boolean json;

  boolean lists() {
    return list;
  }

  boolean json() {
    return json;
  }

  String tokenizer() {
    return tokenizer;
  }

  String trainerHost() {
    return trainerHost;
  }

  int trainerPort() {
    return trainerPort;
  }

  Duration latency() {
    return Duration.ofMillis(latency);
  }

  List<String> javaOptions() {
    return javaOptions;
  }

  /** The server to measure, as a URL without path; null where one is to be started. */
  @Nullable String server() {
    return server == null ? null : server.replaceAll("/+$", "");
  }

  /** The process of the server to measure; null where it is not known. */
  @Nullable ProcessHandle process(CommandLine line) {
    if (pid == null) {
      return null;
    }
    return ProcessHandle.of(pid)
        .orElseThrow(
            () -> new ParameterException(line, "--pid is " + pid + ", but no process has it"));
  }

  /** The rows of the table. */
  List<Cell> cells(CommandLine line) {
    List<Cell> cells = new ArrayList<>();
    for (String name : scenarios) {
      LoadScenario scenario =
          LoadScenario.named(name)
              .orElseThrow(() ->
                  new ParameterException(
                      line, "--scenario is '" + name + "', but must be one of " + names()));
      for (int number : atOnce) {
        check(line, "--at-once", number, 1, MAX_AT_ONCE);
        cells.add(new Cell(scenario, number));
      }
    }
    return cells;
  }

  /** How each row is played; checks what has not been checked yet. */
  BenchPlan plan(CommandLine line) {
    int window = seconds == null ? USUAL_SECONDS : seconds;
    check(line, "--seconds", window, 1, 3600);
    check(line, "--warm-up", warmUp, 0, 600);
    check(line, "--llm-latency", latency, 0, 60_000);
    check(line, "--trainer-port", trainerPort, 0, 65_535);
    if (rollouts != null) {
      check(line, "--rollouts", rollouts, 1, MAX_ROLLOUTS);
    }
    if (rollouts != null && seconds != null) {
      throw new ParameterException(line, "--seconds and --rollouts exclude each other");
    }
    if (server == null && pid != null) {
      throw new ParameterException(line, "--pid is of use only with --server");
    }
    if (server != null && !javaOptions.isEmpty()) {
      throw new ParameterException(line, "--java-option is of no use with --server");
    }
    if (server != null && !isWebAddress(server)) {
      throw new ParameterException(
          line, "--server is '" + server + "', but must be an http or https URL");
    }
    process(line);
    return new BenchPlan(
        Duration.ofSeconds(warmUp),
        Duration.ofSeconds(window),
        rollouts == null ? 0 : rollouts,
        latency());
  }

  private static boolean isWebAddress(String text) {
    try {
      URI url = URI.create(text);
      boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      return web && url.getHost() != null;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static String names() {
    return LoadScenario.all().stream().map(LoadScenario::name).collect(Collectors.joining(", "));
  }

  private static void check(CommandLine line, String option, int value, int min, int max) {
    if (value < min || value > max) {
      throw new ParameterException(
          line,
          option + " is " + value + ", but must be a whole number from " + min + " to " + max);
    }
  }
}

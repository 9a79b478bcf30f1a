package dev.rolloutserver.command.demo;

import dev.rolloutserver.command.VersionText;
import dev.rolloutserver.command.demo.DemoServer.Running;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.simulation.DemoModel;
import dev.rolloutserver.simulation.SimulatedTrainer;
import dev.rolloutserver.simulation.TrainerSettings;
import dev.rolloutserver.tools.ToolBox;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows what the server does: real rollouts over HTTP against a simulated trainer. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    description = "Runs a few rollouts against a simulated trainer and shows their masks.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:every rollout completed and every mask was right", "1:one was not"})
public final class DemoCommand implements Callable<Integer> {
  private static final String HOST = "127.0.0.1";
  private static final int TRAINER_PORT = 9001;

  private final DemoServer server;
  private final boolean coloured;

  @Option(
      names = "--port",
      defaultValue = "9000",
      description = "Port of the server; any free one when it is taken (default: 9000).")
  private int port;

  @Option(names = "--stay", description = "Go on serving until Ctrl-C.")
  private boolean stay;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** A demo of this server, in colours where they are understood and wanted. */
  public DemoCommand(DemoServer server) {
    this(server, isColourful(isTerminal(), System.getenv()));
  }

  DemoCommand(DemoServer server, boolean coloured) {
    this.server = server;
    this.coloured = coloured;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (port < 0 || port > 65_535) {
      throw new ParameterException(
          spec.commandLine(), "--port is " + port + ", but must be a whole number from 0 to 65535");
    }
    Path models = Files.createTempDirectory("rollout-server-demo");
    try {
      DemoModel.writeTo(models);
      return run(models);
    } finally {
      delete(models);
    }
  }

  private int run(Path models) throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    List<DemoRollout> rollouts = DemoRollout.all();
    Completions completions = new Completions(rollouts);
    int serverPort = freePort(port);
    String url = "http://" + HOST + ":" + serverPort;
    // the server first: it also says what is logged
    try (Running running = server.start(settings(models, serverPort));
        SimulatedTrainer trainer = startTrainer(rollouts, completions);
        RolloutClient client = new RolloutClient(url)) {
      out.println("The rollout server listens on " + url + ",");
      out.println("the simulated trainer, which checks every mask, on " + trainer.url() + ".");
      out.println();
      TokenPrinter tokens = new TokenPrinter(out, trainer::text, coloured);
      tokens.printLegend();
      boolean good = true;
      for (DemoRollout rollout : rollouts) {
        Map<?, ?> answer = client.ask(rollout.request(trainer.url()));
        out.println();
        out.println(rollout.title() + " (" + rollout.id() + ")");
        tokens.print(Span.of(completions.of(rollout)));
        good &= printOutcome(answer, out);
      }
      printEnd(trainer, url, out);
      if (stay) {
        running.awaitStop();
      }
      return good && trainer.violations() == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }

  private void printEnd(SimulatedTrainer trainer, String serverUrl, PrintWriter out) {
    out.println();
    out.printf(
        "The trainer answered %d calls and refused %d masks.%n",
        trainer.answered(), trainer.violations());
    out.println();
    out.println(
        stay
            ? "Still serving until Ctrl-C; try:"
            : "To try it yourself, run the demo with --stay, then:");
    out.println(curl(serverUrl, trainer.url()));
    out.flush();
  }

  private static SimulatedTrainer startTrainer(List<DemoRollout> rollouts, Completions completions)
      throws IOException {
    TrainerSettings settings =
        new TrainerSettings(
            freePort(TRAINER_PORT),
            Optional.empty(),
            Duration.ZERO,
            1000,
            ToolBox.calculator().definitions());
    return SimulatedTrainer.start(
        settings, DemoModel.files(), DemoRollout.script(rollouts), completions);
  }

  private static Map<String, String> settings(Path models, int port) {
    return Map.of(
        "server.host",
        HOST,
        "server.port",
        Integer.toString(port),
        "hub.local-folder",
        models.toString(),
        "hub.offline",
        "true",
        "log.level",
        "ERROR");
  }

  /** Prints status, metrics and what the token check found; whether the rollout completed. */
  private static boolean printOutcome(Map<?, ?> answer, PrintWriter out) {
    boolean completed = "COMPLETED".equals(answer.get("status"));
    out.println(
        completed
            ? "  COMPLETED, finish_reason " + answer.get("finish_reason")
            : "  FAILED: " + answer.get("error_message"));
    if (answer.get("metrics") instanceof Map<?, ?> metrics) {
      List<String> texts = new ArrayList<>();
      metrics.forEach((name, value) ->
          texts.add(
              name + " " + (value instanceof Double number ? Math.rint(number * 10) / 10 : value)));
      out.println("  metrics: " + String.join(", ", texts));
    }
    if (answer.get("extra_fields") instanceof Map<?, ?> fields
        && fields.get("token_check") instanceof Map<?, ?> check) {
      out.println("  token_check: " + Json.text(check));
    }
    return completed;
  }

  private static String curl(String serverUrl, String trainerUrl) {
    DemoRollout tried =
        DemoRollout.of("try-1", "Please calculate 7 plus 5 and multiply the sum by 3.");
    return "curl -s "
        + serverUrl
        + "/rollout -H 'Content-Type: application/json' -d '"
        + Json.text(tried.request(trainerUrl))
        + "'";
  }

  /** This port, or any free one if it is taken. */
  private static int freePort(int wanted) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
      return socket.getLocalPort();
    } catch (IOException e) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return socket.getLocalPort();
      }
    }
  }

  /** Whether colours are understood, and not unwanted (no-color.org). */
  static boolean isColourful(boolean terminal, Map<String, String> environment) {
    return terminal && environment.getOrDefault("NO_COLOR", "").isEmpty();
  }

  private static boolean isTerminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}

package dev.rolloutserver.command.bench;

import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.hub.Hub;
import dev.rolloutserver.hub.HubException;
import dev.rolloutserver.hub.HubSettings;
import dev.rolloutserver.hub.ModelFiles;
import dev.rolloutserver.hub.TokenizerName;
import dev.rolloutserver.outbound.OutboundHttp;
import dev.rolloutserver.outbound.OutboundSettings;
import dev.rolloutserver.simulation.DemoModel;
import dev.rolloutserver.simulation.load.LoadException;
import dev.rolloutserver.simulation.load.LoadScenario;
import dev.rolloutserver.simulation.load.LoadTrainer;
import dev.rolloutserver.telemetry.LogSetup;
import dev.rolloutserver.tools.ToolBox;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The trainer of a measurement, in a process of its own: says where it listens. */
@Command(
    name = TrainerCommand.NAME,
    hidden = true,
    description = "The simulated trainer of the command bench; it ends with its input.")
public final class TrainerCommand implements Callable<Integer> {
  static final String NAME = "bench-trainer";

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final Supplier<HubSettings> settings;

  @Option(names = "--host", required = true)
  private String host = "";

  @Option(names = "--port", required = true)
  private int port;

  @Option(names = "--llm-latency", required = true)
  private long latencyMillis;

  @Option(names = "--tokenizer", required = true)
  private String tokenizer = "";

  @Option(names = "--scenario", split = ",", required = true)
  private List<String> scenarios = List.of();

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Asks for the settings when the tokenizer is to be found. */
  public TrainerCommand(Supplier<HubSettings> settings) {
    this.settings = settings;
  }

  @Override
  public Integer call() throws IOException {
    LogSetup.errorsOnly();
    PrintWriter out = spec.commandLine().getOut();
    List<LoadScenario> played =
        scenarios.stream().flatMap(name -> LoadScenario.named(name).stream()).toList();
    try (LoadTrainer trainer =
        LoadTrainer.start(
            host,
            port,
            Duration.ofMillis(latencyMillis),
            played,
            files(),
            ToolBox.calculator().definitions())) {
      out.println(trainer.url());
      out.flush();
      System.in.transferTo(OutputStream.nullOutputStream());
      return ExitCode.OK;
    } catch (LoadException e) {
      spec.commandLine().getErr().println(tokenizer + " cannot be measured: it " + e.getMessage());
    } catch (HubException e) {
      spec.commandLine().getErr().println(e.detail());
    } catch (UncheckedIOException e) {
      spec.commandLine().getErr().println(e.getMessage());
    }
    return ExitCode.SOFTWARE;
  }

  private ModelFiles files() {
    if (tokenizer.equals(DemoModel.NAME)) {
      return DemoModel.files();
    }
    HubSettings hubSettings = settings.get();
    int cap = (int) Math.min(hubSettings.maxDownloadBytes(), Integer.MAX_VALUE);
    try (OutboundHttp http = new OutboundHttp(new OutboundSettings(CONNECT_TIMEOUT, cap))) {
      TokenizerName name = TokenizerName.parse(tokenizer);
      return new Hub(hubSettings, http)
          .find(name.name(), name.revision(), Deadline.after(hubSettings.downloadTimeout()));
    }
  }
}

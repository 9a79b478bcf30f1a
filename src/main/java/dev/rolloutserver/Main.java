package dev.rolloutserver;

import dev.rolloutserver.command.Build;
import dev.rolloutserver.command.HealthCommand;
import dev.rolloutserver.command.PreloadCommand;
import dev.rolloutserver.command.RenderCommand;
import dev.rolloutserver.command.VersionText;
import dev.rolloutserver.command.WrongUsage;
import dev.rolloutserver.command.bench.BenchCommand;
import dev.rolloutserver.command.bench.ServerCommand;
import dev.rolloutserver.command.bench.TrainerCommand;
import dev.rolloutserver.command.demo.DemoCommand;
import dev.rolloutserver.configuration.SettingException;
import dev.rolloutserver.configuration.SettingOverview;
import dev.rolloutserver.configuration.SettingSources;
import dev.rolloutserver.configuration.Settings;
import dev.rolloutserver.http.ListenException;
import dev.rolloutserver.http.UnusableFileException;
import dev.rolloutserver.outbound.TlsFileException;
import dev.rolloutserver.record.RecordFolderException;
import dev.rolloutserver.telemetry.LogSetup;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The command line; without a sub-command it serves until SIGTERM or SIGINT. */
@Command(
    name = "rollout-server",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    subcommands = RenderCommand.class,
    description = "Runs agent loops for reinforcement-learning trainers, with an exact mask.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:stopped in order, by SIGTERM or SIGINT",
      "1:could not start, or failed",
      "2:wrong command line or configuration",
      "143:ended at once, by a second SIGTERM or SIGINT"
    })
public final class Main implements Callable<Integer> {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "YAML file whose keys override the defaults.")
  private @Nullable Path file;

  @Option(
      names = "--check-config",
      description = "Prints each setting, its value and where it comes from, and does not serve.")
  private boolean checksConfiguration;

  @Spec private CommandSpec spec = CommandSpec.create();

  private Main() {}

  /** Runs the command line and exits with its code. */
  public static void main(String[] args) {
    Carriers.set();
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    Main main = new Main();
    CommandLine commandLine =
        new CommandLine(main)
            .addSubcommand(new HealthCommand(() -> main.settings().listener().port()))
            .addSubcommand(new PreloadCommand(() -> main.settings().hub()))
            .addSubcommand(new DemoCommand(ServedDemo::start))
            .addSubcommand(new BenchCommand(Main.class.getName(), Clock.systemUTC()))
            .addSubcommand(new ServerCommand(ServedBench::start))
            .addSubcommand(new TrainerCommand(() -> main.settings().hub()))
            .setParameterExceptionHandler(new WrongUsage())
            .setExecutionExceptionHandler(Main::explain);
    commandLine.getCommandSpec().usageMessage().footer(footer());
    return commandLine;
  }

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = settings();
    if (checksConfiguration) {
      settings.report().forEach(spec.commandLine().getOut()::println);
      return ExitCode.OK;
    }
    StopSignal stop = StopSignal.install();
    Server server = Server.start(settings, Build.current(), Clock.system(ZoneId.systemDefault()));
    try {
      return ended(stop, server);
    } finally {
      server.stop();
    }
  }

  /** The settings of this command line; logs follow them from now on. */
  private Settings settings() {
    Settings settings = Settings.load(SettingSources.ofProcess(Optional.ofNullable(file)));
    LogSetup.apply(settings.log());
    return settings;
  }

  private int ended(StopSignal stop, Server server) throws InterruptedException {
    try {
      CompletableFuture.anyOf(stop.asked(), server.failure()).get();
      return ExitCode.OK;
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      spec.commandLine().getErr().println(cause.getMessage());
      return ExitCode.SOFTWARE;
    }
  }

  private static String[] footer() {
    return Stream.of(
            Stream.of("Environment variables, the setting that each stands for, and its default:"),
            SettingOverview.ofEnvironment().stream(),
            Stream.of("Every setting: docs/CONFIGURATION.md and etc/rollout-server.yaml."))
        .flatMap(lines -> lines)
        .toArray(String[]::new);
  }

  /** One sentence for what a person can mend; a stack trace only for a fault of ours. */
  private static int explain(Exception e, CommandLine commandLine, ParseResult parsed)
      throws Exception {
    return switch (e) {
      case SettingException mistake -> {
        commandLine.getErr().println(mistake.getMessage());
        yield ExitCode.USAGE;
      }
      case TlsFileException unusable -> {
        commandLine.getErr().println(unusable.getMessage());
        yield ExitCode.USAGE;
      }
      case UnusableFileException mistake -> {
        commandLine.getErr().println(mistake.getMessage());
        yield ExitCode.USAGE;
      }
      case RecordFolderException unusable -> {
        commandLine.getErr().println(unusable.getMessage());
        yield ExitCode.USAGE;
      }
      case ListenException refused -> {
        commandLine.getErr().println(refused.getMessage());
        yield ExitCode.SOFTWARE;
      }
      default -> throw e;
    };
  }
}

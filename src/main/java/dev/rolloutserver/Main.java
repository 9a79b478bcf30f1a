package dev.rolloutserver;

import dev.rolloutserver.command.Build;
import dev.rolloutserver.command.HealthCommand;
import dev.rolloutserver.command.RenderCommand;
import dev.rolloutserver.command.VersionText;
import dev.rolloutserver.command.WrongUsage;
import dev.rolloutserver.configuration.SettingException;
import dev.rolloutserver.configuration.SettingSources;
import dev.rolloutserver.configuration.Settings;
import dev.rolloutserver.http.ListenException;
import dev.rolloutserver.telemetry.LogSetup;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** The command line; without a sub-command it serves until SIGTERM or SIGINT. */
@Command(
    name = "rollout-server",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    subcommands = {HealthCommand.class, RenderCommand.class},
    description = "Runs agent loops for reinforcement-learning trainers, with an exact mask.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:stopped in order",
      "1:could not start, or failed",
      "2:wrong command line or configuration"
    })
public final class Main implements Callable<Integer> {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "YAML file whose keys override the defaults.")
  private @Nullable Path file;

  private Main() {}

  /** Runs the command line and exits with its code. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setParameterExceptionHandler(new WrongUsage())
        .setExecutionExceptionHandler(Main::explain);
  }

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = Settings.load(SettingSources.ofProcess(Optional.ofNullable(file)));
    LogSetup.apply(settings.logLevel());
    StopSignal stop = StopSignal.install();
    Server server = Server.start(settings, Build.current(), InstantSource.system());
    try {
      stop.await();
    } finally {
      server.stop();
    }
    return ExitCode.OK;
  }

  /** One sentence for what a person can mend; a stack trace only for a fault of ours. */
  private static int explain(Exception e, CommandLine commandLine, ParseResult parsed)
      throws Exception {
    return switch (e) {
      case SettingException mistake -> {
        commandLine.getErr().println(mistake.getMessage());
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

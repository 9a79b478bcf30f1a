package dev.rolloutserver.command;

import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.http.ListenerSettings;
import dev.rolloutserver.outbound.OutboundAnswer;
import dev.rolloutserver.outbound.OutboundException;
import dev.rolloutserver.outbound.OutboundHttp;
import dev.rolloutserver.outbound.OutboundSettings;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Asks a running server how it is: for containers and scripts that have no HTTP client. */
@Command(
    name = "health",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    description = "Asks a running server how it is; exit code 0 when it says it is healthy.")
public final class HealthCommand implements Callable<Integer> {
  private static final OutboundSettings LIMITS =
      new OutboundSettings(Duration.ofSeconds(5), 1 << 20);

  private final Supplier<ListenerSettings> listener;

  @Option(
      names = "--url",
      description =
          "What to ask (default: /health of the server on this machine that has these settings).")
  private @Nullable URI given;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "How long the whole exchange may take (default: ${DEFAULT-VALUE}).")
  private int timeout;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Asks for the settings where no URL is given. */
  public HealthCommand(Supplier<ListenerSettings> listener) {
    this.listener = listener;
  }

  @Override
  public Integer call() {
    if (given != null) {
      checkUrl(given);
    }
    checkTimeout();
    if (given != null) {
      try (OutboundHttp http = new OutboundHttp(LIMITS)) {
        return ask(given, http);
      }
    }
    LocalServer server = new LocalServer(listener.get());
    try (OutboundHttp http = server.client()) {
      return ask(server.health(), http);
    }
  }

  private int ask(URI url, OutboundHttp http) {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try {
      OutboundAnswer answer = http.get(url, Deadline.after(Duration.ofSeconds(timeout)));
      if (answer.status() == 200) {
        out.println(new String(answer.body(), StandardCharsets.UTF_8));
        return 0;
      }
      err.println(url + " answered " + answer.status());
    } catch (OutboundException e) {
      err.println(e.getMessage());
    }
    return 1;
  }

  private void checkUrl(URI url) {
    boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!web || url.getHost() == null) {
      throw new ParameterException(
          spec.commandLine(), "--url is '" + url + "', but must be an http or https URL");
    }
  }

  private void checkTimeout() {
    if (timeout < 1 || timeout > 3600) {
      throw new ParameterException(
          spec.commandLine(),
          "--timeout is " + timeout + ", but must be a whole number from 1 to 3600");
    }
  }
}

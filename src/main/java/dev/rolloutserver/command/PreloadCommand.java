package dev.rolloutserver.command;

import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.hub.Hub;
import dev.rolloutserver.hub.HubException;
import dev.rolloutserver.hub.HubSettings;
import dev.rolloutserver.hub.ModelFiles;
import dev.rolloutserver.hub.TokenizerName;
import dev.rolloutserver.outbound.OutboundHttp;
import dev.rolloutserver.outbound.OutboundSettings;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Fills the cache of tokenizers before a deployment, so that a server needs no hub. */
@Command(
    name = "preload",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    description =
        "Brings tokenizers into the cache; prints a line for each: name, revision, bytes and"
            + " SHA-256 of tokenizer.json.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:all are there",
      "1:at least one is not",
      "2:wrong command line or configuration"
    })
public final class PreloadCommand implements Callable<Integer> {
  private final Supplier<HubSettings> settings;
  private final Supplier<OutboundSettings> outbound;

  @Parameters(
      paramLabel = "NAME[@REVISION]",
      arity = "1..*",
      description = "A model, for example Qwen/Qwen3-8B or Qwen/Qwen3-8B@main.")
  private List<String> models = List.of();

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Asks for the settings once the command line is read. */
  public PreloadCommand(Supplier<HubSettings> settings, Supplier<OutboundSettings> outbound) {
    this.settings = settings;
    this.outbound = outbound;
  }

  @Override
  public Integer call() {
    HubSettings hubSettings = settings.get();
    int exitCode = ExitCode.OK;
    try (OutboundHttp http = new OutboundHttp(outbound.get())) {
      Hub hub = new Hub(hubSettings, http);
      for (String model : models) {
        if (!preload(hub, model, Deadline.after(hubSettings.downloadTimeout()))) {
          exitCode = ExitCode.SOFTWARE;
        }
      }
    }
    return exitCode;
  }

  private boolean preload(Hub hub, String model, Deadline deadline) {
    try {
      TokenizerName name = TokenizerName.parse(model);
      ModelFiles files = hub.find(name.name(), name.revision(), deadline);
      spec.commandLine()
          .getOut()
          .println(
              String.join(
                  " ",
                  files.name(),
                  files.revision(),
                  String.valueOf(files.tokenizer().length),
                  sha256(files.tokenizer())));
      return true;
    } catch (IllegalArgumentException e) {
      spec.commandLine().getErr().println("'" + model + "' is no model: " + e.getMessage());
      return false;
    } catch (HubException e) {
      spec.commandLine().getErr().println(e.detail());
      return false;
    }
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}

package dev.rolloutserver.command.bench;

import dev.rolloutserver.simulation.DemoModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The server that is measured, in a process of its own: says where it listens, and its heap
 * whenever it hears a line; ends with its input.
 */
@Command(
    name = ServerCommand.NAME,
    hidden = true,
    description = "The server that the command bench measures; it ends with its input.")
public final class ServerCommand implements Callable<Integer> {
  static final String NAME = "bench-server";

  private final BenchServer server;

  @Option(names = "--demo-model", description = "Serves the model that is shipped.")
  private boolean demoModel;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A setting.")
  private Map<String, String> settings = Map.of();

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Starts this server. */
  public ServerCommand(BenchServer server) {
    this.server = server;
  }

  @Override
  public Integer call() throws IOException {
    Map<String, String> keys = new HashMap<>(settings);
    if (!demoModel) {
      return serve(keys);
    }
    Path models = Files.createTempDirectory("rollout-server-bench");
    try {
      DemoModel.writeTo(models);
      keys.put("hub.local-folder", models.toString());
      keys.put("hub.offline", "true");
      return serve(keys);
    } finally {
      delete(models);
    }
  }

  private int serve(Map<String, String> keys) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    try (BenchServer.Running running = server.start(keys)) {
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      out.println(running.url());
      out.flush();
      while (in.readLine() != null) {
        out.println(heapBytes());
        out.flush();
      }
      return ExitCode.OK;
    }
  }

  /** What was live after the last collection, where there was one; else what is in use. */
  private static long heapBytes() {
    long live =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getCollectionUsage)
            .mapToLong((MemoryUsage usage) -> usage == null ? 0 : usage.getUsed())
            .sum();
    return live > 0 ? live : ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}

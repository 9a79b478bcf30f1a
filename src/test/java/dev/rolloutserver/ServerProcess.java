package dev.rolloutserver;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A JVM of its own that runs the packaged server, or a main class of the tests. */
final class ServerProcess implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("listens on http://[^ ]*:(\\d+)");

  private final Process process;
  private final BufferedReader errors;
  private final BufferedReader output;

  private ServerProcess(Process process) {
    this.process = process;
    this.errors = process.errorReader();
    this.output = process.inputReader();
  }

  static ServerProcess jar(Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(List.of("-jar", System.getProperty("rollout-server.jar", "")));
    command.addAll(Arrays.asList(arguments));
    return java(environment, command);
  }

  static ServerProcess mainClass(Class<?> type) throws IOException {
    return java(
        Map.of(), List.of("-cp", System.getProperty("java.class.path", ""), type.getName()));
  }

  private static ServerProcess java(Map<String, String> environment, List<String> arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home", ""), "bin/java").toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("ROLLOUT_"));
    builder.environment().putAll(environment);
    return new ServerProcess(builder.start());
  }

  /** Reads the log until the line that names the port. */
  int port() throws IOException {
    StringBuilder seen = new StringBuilder();
    for (String line = errors.readLine(); line != null; line = errors.readLine()) {
      Matcher matcher = LISTENING.matcher(line);
      if (matcher.find()) {
        return Integer.parseInt(matcher.group(1));
      }
      seen.append(line).append('\n');
    }
    throw new IllegalStateException("the server ended before it listened:\n" + seen);
  }

  /** Reads the output until this line. */
  void awaitOutput(String expected) throws IOException {
    for (String line = output.readLine(); !expected.equals(line); line = output.readLine()) {
      if (line == null) {
        throw new IllegalStateException("the process ended before it said " + expected);
      }
    }
  }

  /** Reads the output until a line that begins so. */
  String outputLine(String beginning) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(beginning)) {
        return line;
      }
    }
    throw new IllegalStateException("the process ended before it said " + beginning);
  }

  /** Reads the log away from now on, so that a full pipe never holds the process up. */
  void discardLog() {
    Thread.ofVirtual().start(() -> errors.lines().forEach(line -> {}));
  }

  long pid() {
    return process.pid();
  }

  /** Waits this long, or until the process has ended, which is then an error. */
  void letRun(Duration time) throws InterruptedException {
    if (process.waitFor(time)) {
      throw new IllegalStateException("the process ended with " + process.exitValue());
    }
  }

  /** Waits for the end. */
  Result end() throws IOException, InterruptedException {
    String rest = String.join("\n", output.lines().toList());
    String log = String.join("\n", errors.lines().toList());
    return new Result(process.waitFor(), rest, log);
  }

  /** What a process left, as far as it was not read before. */
  record Result(int exitCode, String output, String log) {}

  /** SIGTERM. */
  void terminate() {
    process.toHandle().destroy(); // Process.destroy would close the streams
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}

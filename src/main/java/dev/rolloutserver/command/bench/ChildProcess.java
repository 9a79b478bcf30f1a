package dev.rolloutserver.command.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JVM of its own that runs a command of this program and talks in lines. It ends when its
 * standard input does, so that it never outlives this process, however that ends. For one thread.
 */
final class ChildProcess implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final String name;
  private final Process process;
  private final BufferedReader output;
  private final Writer input;
  private @Nullable String greeting;

  private ChildProcess(String name, Process process) {
    this.name = name;
    this.process = process;
    this.output = process.inputReader();
    this.input = process.outputWriter();
  }

  /**
   * Starts one.
   *
   * @param javaOptions for its JVM
   * @param command its command line after the main class; the first word names it
   */
  static ChildProcess start(String mainClass, List<String> javaOptions, List<String> command) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
    line.add("--enable-native-access=ALL-UNNAMED");
    line.addAll(javaOptions);
    line.addAll(List.of("-cp", System.getProperty("java.class.path", ""), mainClass));
    line.addAll(command);
    try {
      return new ChildProcess(
          command.getFirst(), new ProcessBuilder(line).redirectError(Redirect.INHERIT).start());
    } catch (IOException e) {
      throw new BenchException(command.getFirst() + " cannot be started: " + e.getMessage(), e);
    }
  }

  /** The first line that it says; waits for it. */
  String greeting() {
    if (greeting == null) {
      greeting = line();
    }
    return greeting;
  }

  private String line() {
    try {
      String line = output.readLine();
      if (line == null) {
        throw new BenchException(name + " ended when it was still needed");
      }
      return line;
    } catch (IOException e) {
      throw new BenchException(name + " cannot be heard: " + e.getMessage(), e);
    }
  }

  /** Says a line, after the greeting, and waits for the answer. */
  String ask(String line) {
    greeting();
    try {
      input.write(line + "\n");
      input.flush();
    } catch (IOException e) {
      throw new BenchException(name + " ended when it was still needed", e);
    }
    return line();
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  @Override
  public void close() {
    try {
      input.close();
      if (!process.waitFor(GRACE)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

package dev.rolloutserver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a JVM holds.
 *
 * @param threads of the operating system
 * @param virtualThreads of the JVM
 * @param descriptors open files and sockets
 * @param heapBytes live objects, after a collection
 */
record ProcessResources(int threads, long virtualThreads, int descriptors, long heapBytes) {

  private static final Pattern COLUMNS = Pattern.compile("\\s*\\S+\\s+(\\d+)\\s+(\\d+)");

  /** What this process holds now; its garbage is collected first. */
  static ProcessResources of(long pid) throws IOException, InterruptedException {
    List<String> histogram = liveObjects(pid);
    return new ProcessResources(
        entries(pid, "task"),
        histogram.stream()
            .filter(line -> line.contains(" java.lang.VirtualThread "))
            .mapToLong(line -> column(line, 1))
            .sum(),
        descriptors(pid),
        column(histogram.getLast(), 2));
  }

  /** Open files and sockets of this process. */
  static int descriptors(long pid) throws IOException {
    return entries(pid, "fd");
  }

  private static int entries(long pid, String folder) throws IOException {
    try (Stream<Path> entries = Files.list(Path.of("/proc", Long.toString(pid), folder))) {
      return Math.toIntExact(entries.count());
    }
  }

  /** A line a class (number, instances, bytes, name), the sums in the last one. */
  private static List<String> liveObjects(long pid) throws IOException, InterruptedException {
    Process command =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home", ""), "bin/jcmd").toString(),
                Long.toString(pid),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    List<String> lines = command.inputReader().lines().filter(line -> !line.isBlank()).toList();
    if (command.waitFor() != 0) {
      throw new IllegalStateException("jcmd failed: " + lines);
    }
    return lines;
  }

  private static long column(String line, int index) {
    Matcher columns = COLUMNS.matcher(line);
    if (!columns.lookingAt()) {
      throw new IllegalStateException("not a line of a histogram: " + line);
    }
    return Long.parseLong(columns.group(index));
  }
}

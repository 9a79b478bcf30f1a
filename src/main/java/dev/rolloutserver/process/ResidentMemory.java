package dev.rolloutserver.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Memory of a process that lies in RAM, heap and native code alike: {@code VmRSS} of {@code
 * proc(5)}. Only Linux tells it.
 */
public final class ResidentMemory {
  private static final String LABEL = "VmRSS:";
  private static final String UNIT = "kB";

  private ResidentMemory() {}

  /** That of this process, in bytes; empty where the platform does not tell. */
  public static OptionalLong ofThisProcess() {
    return read(Path.of("/proc/self/status"));
  }

  /** That of the process with this id, in bytes; empty where it has ended. */
  public static OptionalLong of(long pid) {
    return read(Path.of("/proc", Long.toString(pid), "status"));
  }

  static OptionalLong read(Path status) {
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith(LABEL) && line.endsWith(UNIT))
          .map(line -> line.substring(LABEL.length(), line.length() - UNIT.length()).strip())
          .mapToLong(kilobytes -> Long.parseLong(kilobytes) * 1024)
          .findFirst();
    } catch (IOException | RuntimeException e) {
      return OptionalLong.empty();
    }
  }
}

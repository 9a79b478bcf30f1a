package dev.rolloutserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class CarriersTest {
  private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";
  private static final String READ_POLLERS = "jdk.readPollers";

  private final int processors = Runtime.getRuntime().availableProcessors();
  private final Map<String, @Nullable String> properties = new HashMap<>();

  @BeforeEach
  void asIfNothingWereSet() {
    for (String name : new String[] {PARALLELISM, READ_POLLERS}) {
      properties.put(name, System.clearProperty(name));
    }
  }

  @AfterEach
  void restore() {
    properties.forEach((name, value) -> {
      if (value == null) {
        System.clearProperty(name);
      } else {
        System.setProperty(name, value);
      }
    });
  }

  @Test
  void set_makesThemMoreThanTwiceTheProcessors() {
    Carriers.set();
    assertThat(System.getProperty(PARALLELISM)).isEqualTo(Integer.toString(2 * processors + 1));
  }

  @Test
  void set_leavesTheUsersNumber() {
    System.setProperty(PARALLELISM, "7");
    Carriers.set();
    assertThat(System.getProperty(PARALLELISM)).isEqualTo("7");
  }

  /** The JDK's real carriers, by what the kernel tells of them. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void yieldToCompilers_makesThemNicerThanTheProcess() throws Exception {
    Thread.startVirtualThread(() -> {}).join();
    String process = niceness(Path.of("/proc/self"));
    new Carriers(0).yieldToCompilers();
    new Carriers(1).yieldToCompilers();
    String nicer = Integer.toString(Integer.parseInt(process) + 1);
    List<String> found = nicenessOfCarriers();
    // a thread of its own does it
    while (found.isEmpty() || !found.stream().allMatch(nicer::equals)) {
      Thread.sleep(10);
      found = nicenessOfCarriers();
    }
    assertThat(niceness(Path.of("/proc/self"))).isEqualTo(process);
  }

  private static List<String> nicenessOfCarriers() throws IOException {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      return tasks
          .filter(task -> read(task, "comm").startsWith(Carriers.NAME))
          .map(CarriersTest::niceness)
          .filter(niceness -> !niceness.isEmpty())
          .toList();
    }
  }

  private static String niceness(Path task) {
    String stat = read(task, "stat");
    return stat.isEmpty() ? "" : stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[16];
  }

  /** Empty where the thread has ended. */
  private static String read(Path task, String name) {
    try {
      return Files.readString(task.resolve(name));
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.rolloutserver.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Real threads, seen by what the kernel tells of them. */
@EnabledOnOs(OS.LINUX)
class NicenessTest {
  private static final Path PROCESS = Path.of("/proc/self");

  @Test
  void apply_makesThreadsOfThatNameNicerAndNoOthers() throws Exception {
    int before = niceness(PROCESS);
    try (Waiting named = new Waiting("nice-one-with-a-long-name");
        Waiting other = new Waiting("not-nice-one")) {
      new Niceness("nice-one-with-a-long-name", 3).apply();
      assertThat(named.niceness()).isEqualTo(before + 3);
      assertThat(other.niceness()).isEqualTo(before);
      assertThat(niceness(PROCESS)).isEqualTo(before);
    }
  }

  @Test
  void apply_takesNothingBack() throws Exception {
    int before = niceness(PROCESS);
    try (Waiting named = new Waiting("nice-two")) {
      new Niceness("nice-two", 0).apply();
      assertThat(named.niceness()).isEqualTo(before);
      Niceness much = new Niceness("nice-two", 4);
      much.apply();
      much.apply();
      new Niceness("nice-two", 2).apply();
      assertThat(named.niceness()).isEqualTo(before + 4);
    }
  }

  @Test
  void apply_stopsAtTheNicestThereIs() throws Exception {
    try (Waiting named = new Waiting("nice-three")) {
      new Niceness("nice-three", 100).apply();
      assertThat(named.niceness()).isEqualTo(19);
    }
  }

  /** A thread that does nothing. */
  private static final class Waiting implements AutoCloseable {
    private final CountDownLatch end = new CountDownLatch(1);
    private final CountDownLatch begun = new CountDownLatch(1);
    private final String name;

    Waiting(String name) throws InterruptedException {
      this.name = name.substring(0, Math.min(name.length(), 15));
      Thread.ofPlatform().name(name).start(this::untilTheEnd);
      begun.await();
    }

    private void untilTheEnd() {
      begun.countDown();
      try {
        end.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    int niceness() throws IOException {
      try (Stream<Path> tasks = Files.list(PROCESS.resolve("task"))) {
        Path own =
            tasks
                .filter(task -> named(task, name))
                .reduce((_, _) -> {
                  throw new AssertionError("two threads have the name " + name);
                })
                .orElseThrow();
        return NicenessTest.niceness(own);
      }
    }

    @Override
    public void close() {
      end.countDown();
    }

    private static boolean named(Path task, String name) {
      try {
        return Files.readString(task.resolve("comm")).strip().equals(name);
      } catch (IOException e) {
        return false; // has ended since
      }
    }
  }

  private static int niceness(Path task) throws IOException {
    String stat = Files.readString(task.resolve("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    assertThat(Arrays.asList(fields)).hasSizeGreaterThan(16);
    return Integer.parseInt(fields[16]);
  }
}

package dev.rolloutserver.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWatchTest {
  @TempDir private Path folder;
  private Path file;
  private final AtomicInteger reloads = new AtomicInteger();

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("key"), "first");
  }

  @Test
  void change_isSeenWithoutBeingTold() throws Exception {
    CountDownLatch reloaded = new CountDownLatch(1);
    try (FileWatch watch = new FileWatch(Duration.ofMillis(1))) {
      watch.add(List.of(file), reloaded::countDown);
      Files.writeString(file, "second");
      reloaded.await();
    }
    assertThat(reloaded.getCount()).isZero();
  }

  @Test
  void sameContent_isNoChange_whateverItsTime() throws IOException {
    try (FileWatch watch = watch()) {
      Files.writeString(file, "first");
      watch.look();
      assertThat(reloads).hasValue(0);
    }
  }

  @Test
  void eachChange_isReloadedOnce_andSoIsAnAbsentFile() throws IOException {
    try (FileWatch watch = watch()) {
      Files.writeString(file, "second");
      watch.look();
      watch.look();
      assertThat(reloads).hasValue(1);

      Files.delete(file);
      watch.look();
      assertThat(reloads).hasValue(2);
    }
  }

  @Test
  void reloadThatFails_isTriedAgainWithTheNextChange_andOthersGoOn() throws IOException {
    try (FileWatch watch = new FileWatch(Duration.ZERO)) {
      watch.add(
          List.of(file),
          () -> {
            throw new UnusableFileException("server.api-key-file", file, "which holds no key");
          });
      watch.add(List.of(file), reloads::incrementAndGet);
      Files.writeString(file, "second");
      watch.look();
      Files.writeString(file, "third");
      watch.look();
      assertThat(reloads).hasValue(2);
    }
  }

  @Test
  void reloadForWhichThereIsNoMemory_leavesTheOthersWatched() throws Exception {
    CountDownLatch reloaded = new CountDownLatch(2);
    try (FileWatch watch = new FileWatch(Duration.ofMillis(1))) {
      watch.add(
          List.of(file),
          () -> {
            reloaded.countDown();
            throw new OutOfMemoryError("in a test");
          });
      watch.add(List.of(file), reloaded::countDown);
      Files.writeString(file, "second");
      reloaded.await();
    }
    assertThat(reloaded.getCount()).isZero();
  }

  private FileWatch watch() {
    FileWatch watch = new FileWatch(Duration.ZERO);
    watch.add(List.of(file), reloads::incrementAndGet);
    return watch;
  }
}

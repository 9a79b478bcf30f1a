package dev.rolloutserver.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rolloutserver.files.UnusableFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordFilesTest {
  private static final byte[] LINE = "{\"rollout_id\":\"r\"}".getBytes(UTF_8);
  private static final long LENGTH = LINE.length + 1L;

  @TempDir private Path folder;
  private final Heard heard = new Heard();

  @Test
  void lines_fillAFile_thenTheNext_andAllAreThereInOrder() throws Exception {
    try (RecordFiles files = open(settings(3 * LENGTH, 1 << 20, Duration.ZERO))) {
      for (int i = 0; i < 8; i++) {
        files.add(line(i));
      }
    }

    List<String> all = new ArrayList<>();
    for (Path file : files()) {
      assertThat(Files.size(file)).isLessThanOrEqualTo(3 * LENGTH);
      all.addAll(Files.readAllLines(file));
    }
    assertThat(files()).hasSize(3);
    assertThat(all)
        .hasSize(8)
        .isEqualTo(
            Stream.iterate(0, i -> i + 1).limit(8).map(i -> new String(line(i), UTF_8)).toList());
    assertThat(heard.events).hasSize(8).containsOnly("written");
  }

  @Test
  void files_beyondTheirTotal_areRemovedOldestFirst() throws Exception {
    try (RecordFiles files = open(settings(2 * LENGTH, 6 * LENGTH, Duration.ZERO))) {
      for (int i = 0; i < 20; i++) {
        files.add(line(i % 10));
      }
    }

    assertThat(files().stream().mapToLong(RecordFilesTest::size).sum())
        .isLessThanOrEqualTo(6 * LENGTH);
    assertThat(Files.readAllLines(files().getLast()))
        .isEqualTo(List.of(new String(line(8), UTF_8), new String(line(9), UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -3600})
  void files_thatBeginAtTheSameTime_orAfterTheClockWasSetBack_areRemovedOldestFirst(long step)
      throws Exception {
    LineFiles files =
        new LineFiles(
            settings(LENGTH, 3 * LENGTH, Duration.ZERO), stepping(Duration.ofSeconds(step)));

    for (int i = 0; i < 10; i++) {
      files.write(line(i));
    }
    files.close();

    List<String> left = new ArrayList<>();
    for (Path file : files()) {
      left.addAll(Files.readAllLines(file));
    }
    assertThat(left)
        .containsExactly(
            new String(line(7), UTF_8), new String(line(8), UTF_8), new String(line(9), UTF_8));
  }

  @Test
  void files_thatAreTooOld_areRemoved_othersAndStrangersStay() throws Exception {
    Path old = write("rollouts-20200101T000000.000Z-000.jsonl", "2020-01-01T00:00:00Z");
    Path young = write("rollouts-20260101T000000.000Z-000.jsonl", "2026-01-01T00:00:00Z");
    Path stranger = write("notes.txt", "2020-01-01T00:00:00Z");
    LineFiles files =
        new LineFiles(
            settings(1000, 1 << 20, Duration.ofDays(7)),
            Clock.fixed(Instant.parse("2026-01-02T00:00:00Z"), ZoneOffset.UTC));

    files.write(LINE);
    files.close();

    assertThat(old).doesNotExist();
    assertThat(young).exists();
    assertThat(stranger).exists();
  }

  @Test
  void lines_withoutRoom_areDroppedAndCounted_andNobodyWaits() throws Exception {
    CountDownLatch mayGoOn = new CountDownLatch(1);
    RecordObserver stuck =
        new RecordObserver() {
          @Override
          public void written() {
            heard.written();
            try {
              mayGoOn.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }

          @Override
          public void dropped() {
            heard.dropped();
          }
        };
    FileSettings settings = settings(1 << 20, 1 << 20, Duration.ZERO);
    try (RecordFiles files =
        RecordFiles.open(settings, Clock.systemUTC(), stuck, 2L * LINE.length)) {
      files.add(LINE);
      assertThat(heard.events.take()).isEqualTo("written");

      // the writer holds the first line; two more may wait
      for (int i = 0; i < 5; i++) {
        files.add(LINE);
      }
      assertThat(heard.events).hasSize(3).containsOnly("dropped");
      assertThat(files.counts()).containsEntry("dropped", 3L);
      mayGoOn.countDown();
    }

    assertThat(Files.readAllLines(files().getFirst())).hasSize(3);
  }

  @Test
  void folderThatVanishes_losesLines_untilItIsBack() throws Exception {
    Path inner = folder.resolve("records");
    FileSettings settings = new FileSettings(inner, LENGTH, 1 << 20, Duration.ZERO);
    try (RecordFiles files = RecordFiles.open(settings, Clock.systemUTC(), heard)) {
      Files.delete(inner);
      files.add(LINE);
      assertThat(heard.events.take()).isEqualTo("failed");

      Files.createDirectory(inner);
      files.add(LINE);
      assertThat(heard.events.take()).isEqualTo("written");
    }
  }

  @Test
  void folderThatIsNone_isRefusedByName() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    FileSettings settings = new FileSettings(file, 1000, 1000, Duration.ZERO);

    assertThatExceptionOfType(UnusableFileException.class)
        .isThrownBy(() -> RecordFiles.open(settings, Clock.systemUTC(), heard))
        .withMessageContaining("record.folder is " + file)
        .withMessageContaining("cannot be written to");
  }

  private RecordFiles open(FileSettings settings) {
    return RecordFiles.open(settings, Clock.systemUTC(), heard);
  }

  private FileSettings settings(long maxFile, long maxTotal, Duration maxAge) {
    return new FileSettings(folder, maxFile, maxTotal, maxAge);
  }

  private Path write(String name, String modified) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "{}\n");
    return Files.setLastModifiedTime(file, FileTime.from(Instant.parse(modified)));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] line(int i) {
    return new String(LINE, UTF_8).replace("\"r\"", "\"" + i + "\"").getBytes(UTF_8);
  }

  private static final class Heard implements RecordObserver {
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    @Override
    public void written() {
      events.add("written");
    }

    @Override
    public void dropped() {
      events.add("dropped");
    }

    @Override
    public void failed() {
      events.add("failed");
    }
  }

  /** Goes on by so much each time that it is read. */
  private static Clock stepping(Duration step) {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-02T00:00:00Z"));
    InstantSource source = () -> now.updateAndGet(last -> last.plus(step));
    return source.withZone(ZoneOffset.UTC);
  }
}

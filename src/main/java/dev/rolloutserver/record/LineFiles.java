package dev.rolloutserver.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lines in files, the next one of which begins when one is full, and the oldest of which goes when
 * there is too much or it is too old. For one thread.
 */
final class LineFiles implements AutoCloseable {
  private static final String PATTERN = "rollouts-*.jsonl";

  /** So that names sort by age. */
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Conversations are for the eyes of the server's own user. */
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private static final int MAX_SAME_STAMP = 1000;

  private final FileSettings settings;
  private final Clock clock;
  private @Nullable FileChannel channel;
  private @Nullable Path path;
  private long length;

  /** When the last file began, by its name. */
  private Instant began = Instant.MIN;

  LineFiles(FileSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** Makes the folder and tries whether a file can be made in it. */
  void check() throws IOException {
    Files.createDirectories(settings.folder());
    Path probe = Files.createTempFile(settings.folder(), ".probe", "");
    Files.delete(probe);
  }

  /** Writes a line, or nothing of it. */
  void write(byte[] line) throws IOException {
    if (channel != null && length > 0 && length + line.length + 1 > settings.maxFileBytes()) {
      rotate();
    }
    FileChannel out = open();
    try {
      ByteBuffer bytes = ByteBuffer.allocate(line.length + 1).put(line).put((byte) '\n').flip();
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      length += line.length + 1;
    } catch (IOException e) {
      abandon(out);
      throw e;
    }
  }

  /** Removes what is too old or too much; the file that is written stays. */
  void prune() throws IOException {
    long room = settings.maxTotalBytes() - Math.max(length, settings.maxFileBytes());
    Instant oldest = clock.instant().minus(settings.maxAge());
    long total = 0;
    List<Path> newestFirst = files();
    for (Path file : newestFirst) {
      if (!file.equals(path)) {
        total += size(file);
        if (total > room || (!settings.maxAge().isZero() && modified(file).isBefore(oldest))) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    FileChannel open = channel;
    channel = null;
    path = null;
    length = 0;
    if (open != null) {
      try (open) {
        open.force(true);
      }
    }
  }

  private void rotate() throws IOException {
    close();
    prune();
  }

  private FileChannel open() throws IOException {
    FileChannel open = channel;
    if (open == null) {
      prune();
      open = create();
      channel = open;
      length = 0;
    }
    return open;
  }

  private FileChannel create() throws IOException {
    // later than the last one's, also within a millisecond or after a clock was set back
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    began = now.isAfter(began) ? now : began.plusMillis(1);
    String stamp = "rollouts-" + STAMP.format(began);
    for (int i = 0; ; i++) {
      Path file = settings.folder().resolve("%s-%03d.jsonl".formatted(stamp, i));
      try {
        FileChannel created =
            FileChannel.open(
                file,
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                attributes());
        path = file;
        return created;
      } catch (FileAlreadyExistsException e) {
        // another process writes to the same folder
        if (i == MAX_SAME_STAMP) {
          throw e;
        }
      }
    }
  }

  private FileAttribute<?>[] attributes() {
    boolean posix =
        settings.folder().getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
        : new FileAttribute<?>[0];
  }

  /** Takes the beginning of a line that could not be written out of the file, which ends there. */
  private void abandon(FileChannel out) {
    try {
      out.truncate(length);
      close();
    } catch (IOException e) {
      // the next line goes into another file anyway
      channel = null;
      path = null;
    }
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(settings.folder(), PATTERN)) {
      all.forEach(files::add);
    }
    files.sort(Comparator.comparing(Path::toString).reversed());
    return files;
  }

  private static long size(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  private static Instant modified(Path file) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (NoSuchFileException e) {
      return Instant.MAX;
    }
  }
}

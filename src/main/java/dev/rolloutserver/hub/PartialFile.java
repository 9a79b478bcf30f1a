package dev.rolloutserver.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;

/**
 * A download that grows, and survives the process.
 *
 * @param path where it grows
 */
record PartialFile(Path path) {
  private static final int BUFFER = 1 << 16;

  long length() throws IOException {
    return Files.exists(path) ? Files.size(path) : 0;
  }

  void delete() throws IOException {
    Files.deleteIfExists(path);
  }

  /**
   * Writes a body behind what is there.
   *
   * @param maxLength of the file
   * @param grown hears the new length now and then
   * @throws IOException if the body broke off; a fault of this machine is a receipt
   */
  Receipt append(InputStream body, long maxLength, LongConsumer grown) throws IOException {
    try (Sink sink = new Sink()) {
      byte[] buffer = new byte[BUFFER];
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        if (sink.length + read > maxLength) {
          return new Receipt.Overlong();
        }
        sink.write(buffer, read);
        grown.accept(sink.length);
      }
      return new Receipt.Ended();
    } catch (Unwritable e) {
      return new Receipt.Unwritable(e.fault);
    }
  }

  /** Gives the file, now whole, its name. */
  void become(Path blob) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      // or the name could outlive a power cut without the content
      channel.force(true);
    }
    CachedRepository.move(path, blob);
  }

  /** Tells faults of writing from faults of reading, which are IOExceptions too. */
  private final class Sink implements AutoCloseable {
    private final OutputStream out;
    private long length;

    Sink() throws Unwritable {
      try {
        length = PartialFile.this.length();
        out = Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new Unwritable(e);
      }
    }

    void write(byte[] buffer, int count) throws Unwritable {
      try {
        out.write(buffer, 0, count);
      } catch (IOException e) {
        throw new Unwritable(e);
      }
      length += count;
    }

    @Override
    public void close() throws Unwritable {
      try {
        out.close();
      } catch (IOException e) {
        throw new Unwritable(e);
      }
    }
  }

  private static final class Unwritable extends IOException {
    private static final long serialVersionUID = 1;

    private final IOException fault;

    Unwritable(IOException fault) {
      super(fault);
      this.fault = fault;
    }
  }
}

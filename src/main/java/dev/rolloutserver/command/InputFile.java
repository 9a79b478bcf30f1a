package dev.rolloutserver.command;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonException;
import dev.rolloutserver.json.JsonLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file that a command line or a batch names; whatever is wrong with it is one sentence. */
final class InputFile {
  private static final int MAX_BYTES = JsonLimits.DEFAULT.maxBytes();

  private final Path path;

  InputFile(Path path) {
    this.path = path;
  }

  /** The file of this name. */
  static InputFile named(String name) {
    if (name.isEmpty()) {
      throw new InputException("Not a file name: it is empty");
    }
    try {
      return new InputFile(Path.of(name));
    } catch (InvalidPathException e) {
      // without the name, whose characters are what is wrong
      throw new InputException("Not a file name: " + e.getReason());
    }
  }

  /** The text, its line ends as they are. */
  String text() {
    ByteBuffer bytes = ByteBuffer.wrap(bytes());
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CharBuffer text = CharBuffer.allocate(bytes.remaining());
    CoderResult result = decoder.decode(bytes, text, true);
    if (result.isError()) {
      throw new InputException(path + " is not valid UTF-8 at byte " + bytes.position());
    }
    return text.flip().toString();
  }

  @Nullable Object json() {
    try {
      return Json.read(bytes(), JsonLimits.DEFAULT);
    } catch (JsonException e) {
      throw new InputException(path.toString(), e);
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }

  private byte[] bytes() {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new InputException(path + " is longer than " + MAX_BYTES + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw new InputException(path + " cannot be read: " + reason(e));
    }
  }

  private String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException missing -> "no such file";
      case AccessDeniedException denied -> "permission denied";
      case IOException any when Files.isDirectory(path) -> "is a directory";
      default -> String.valueOf(e.getMessage());
    };
  }
}

package dev.rolloutserver.configuration;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file or folder.
 *
 * @param kind what must be there
 */
record Location(Kind kind) implements ValueType<Path> {
  /** What must be there. */
  enum Kind {
    ANY("a path"),
    FILE("a file that exists and can be read"),
    FOLDER("a folder that exists and can be read"),
    FOLDER_IF_ANY("a folder that can be read, or nothing yet");

    private final String rule;

    Kind(String rule) {
      this.rule = rule;
    }
  }

  @Override
  public String rule() {
    return kind.rule;
  }

  @Override
  public Optional<Path> read(String text) {
    try {
      return Optional.of(Path.of(text)).filter(this::fits);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  @Override
  public String write(Path value) {
    return value.toString();
  }

  @Override
  public boolean isPath() {
    return true;
  }

  private boolean fits(Path path) {
    boolean readableFolder = Files.isDirectory(path) && Files.isReadable(path);
    return switch (kind) {
      case ANY -> true;
      case FILE -> Files.isRegularFile(path) && Files.isReadable(path);
      case FOLDER -> readableFolder;
      case FOLDER_IF_ANY -> readableFolder || Files.notExists(path);
    };
  }
}

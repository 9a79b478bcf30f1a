package dev.rolloutserver.files;

import java.nio.file.Path;

/** A file that a setting names cannot be used; the message names setting, file and reason. */
public final class UnusableFileException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** For a reason that goes on the sentence, such as {@code which is empty}. */
  public UnusableFileException(String setting, Path file, String reason) {
    super(setting + " is " + file + ", " + reason);
  }
}

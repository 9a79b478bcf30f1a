package dev.rolloutserver.record;

import java.nio.file.Path;

/** The folder for records cannot be written to; the message names setting, folder and reason. */
public final class RecordFolderException extends RuntimeException {
  private static final long serialVersionUID = 1;

  RecordFolderException(Path folder, String reason, Throwable cause) {
    super("record.folder is " + folder + ", which cannot be written to: " + reason, cause);
  }
}

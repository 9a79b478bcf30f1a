package dev.rolloutserver.hub;

import java.lang.System.Logger.Level;

/** Tells the log how a download goes on: when it begins, at each quarter, and at its end. */
final class Progress {
  private static final System.Logger LOGGER = System.getLogger(Progress.class.getName());

  private final ModelReference reference;
  private final long total;
  private long quarters;

  private Progress(ModelReference reference, long total) {
    this.reference = reference;
    this.total = total;
  }

  /** A download of this many bytes begins. */
  static Progress begin(ModelReference reference, String commit, int files, long total) {
    LOGGER.log(
        Level.INFO,
        "Downloading {0}, commit {1}: {2} files, {3,number,#} bytes",
        reference,
        commit,
        files,
        total);
    return new Progress(reference, total);
  }

  /** This many bytes are here. */
  void at(long bytes) {
    long now = total == 0 ? 0 : Math.min(3, 4 * bytes / total);
    if (now > quarters) {
      quarters = now;
      LOGGER.log(Level.INFO, "Downloading {0}: {1} % are here", reference, 25 * now);
    }
  }

  /** All is here. */
  void end(long bytes) {
    LOGGER.log(Level.INFO, "Downloaded {0}: {1,number,#} bytes", reference, bytes);
  }
}

package dev.rolloutserver.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/**
 * What was built.
 *
 * @param version version of the project
 * @param commit abbreviated commit, or {@code unknown} when built outside a Git checkout
 */
public record Build(String version, String commit) {
  /** The build that is running. */
  public static Build current() {
    Properties properties = new Properties();
    try (InputStream in = Build.class.getResourceAsStream("build.properties")) {
      properties.load(Objects.requireNonNull(in, "build.properties is missing from the jar"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String commit = properties.getProperty("commit", "");
    return new Build(
        properties.getProperty("version", "unknown"),
        // the build leaves the placeholder where there is no repository
        commit.isEmpty() || commit.startsWith("$") ? "unknown" : commit);
  }

  @Override
  public String toString() {
    return version + " (commit " + commit + ")";
  }
}

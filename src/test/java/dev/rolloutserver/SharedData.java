package dev.rolloutserver;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Test data beside the checkout that is not ours to ship; tests that need it skip without it. */
public final class SharedData {
  private static final Path FOLDER = Path.of("../shared");

  private SharedData() {}

  /**
   * A file or folder of the shared data; skips the test, and says so, where all of it is absent.
   */
  public static Path path(String name) {
    assumeTrue(Files.isDirectory(FOLDER), "the shared test data is not beside this checkout");
    Path path = FOLDER.resolve(name);
    if (!Files.exists(path)) {
      throw new IllegalStateException("the shared test data has no " + name);
    }
    return path;
  }
}

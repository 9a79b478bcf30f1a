package dev.rolloutserver.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the files of small models. */
final class ModelFixture {
  static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
  static final String TOKENIZER = "{\"version\":\"1.0\"}";
  static final String CONFIG = "{\"chat_template\":\"of config\",\"added_tokens_decoder\":{}}";

  private ModelFixture() {}

  /** A tokenizer with a configuration. */
  static void write(Path folder) throws IOException {
    write(folder, "tokenizer.json", TOKENIZER);
    write(folder, "tokenizer_config.json", CONFIG);
  }

  static void write(Path folder, String file, String content) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
  }

  /** The folder of a commit in a cache, to which this revision refers. */
  static Path snapshot(Path cache, String name, String revision) throws IOException {
    Path repository = cache.resolve("models--" + name.replace("/", "--"));
    write(repository, "refs/" + revision, COMMIT);
    return Files.createDirectories(repository.resolve("snapshots").resolve(COMMIT));
  }
}

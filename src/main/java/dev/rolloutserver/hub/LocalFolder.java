package dev.rolloutserver.hub;

import dev.rolloutserver.hub.HubException.Kind;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Models that the operator laid out as {@code <name>/tokenizer.json}. Nothing outside of the folder
 * is read, also not through symbolic links.
 *
 * @param path the folder
 * @param maxBytes largest file
 */
record LocalFolder(Path path, long maxBytes) {
  private static final List<String> FILES =
      List.of(
          ModelFolder.TOKENIZER,
          ModelFolder.CONFIG,
          ModelFolder.SPECIAL,
          ChatTemplates.FILE,
          ChatTemplates.FOLDER);

  /** The model of this name: a repository's name, or an absolute path into the folder. */
  Optional<ModelFolder> find(String name) {
    Path folder = path.toAbsolutePath().resolve(pathOf(name)).normalize();
    Optional<Path> root = real(path, name);
    if (root.isEmpty()) {
      return Optional.empty();
    }
    if (!folder.startsWith(path.toAbsolutePath().normalize())) {
      // before anything is looked up: whether a path exists elsewhere is nobody's business
      requireInside(root.get(), folder, name);
    }
    ModelFolder model = new ModelFolder(folder, Excerpt.of(name), maxBytes);
    if (!isInside(root.get(), folder, name) || !model.hasTokenizer()) {
      return Optional.empty();
    }
    for (String file : FILES) {
      isInside(root.get(), folder.resolve(file), name);
    }
    for (String file : model.list(ChatTemplates.FOLDER)) {
      isInside(root.get(), folder.resolve(ChatTemplates.FOLDER).resolve(file), name);
    }
    return Optional.of(model);
  }

  static HubException outside(String name) {
    return new HubException(
        Kind.INVALID_NAME,
        "Model '" + Excerpt.of(name) + "' does not lie inside the local folder of models");
  }

  /** Whether the file exists; refuses one that does, but elsewhere. */
  private static boolean isInside(Path root, Path file, String name) {
    Optional<Path> target = real(file, name);
    target.ifPresent(existing -> requireInside(root, existing, name));
    return target.isPresent();
  }

  private static void requireInside(Path root, Path target, String name) {
    if (!target.startsWith(root)) {
      throw outside(name);
    }
  }

  private static Path pathOf(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new HubException(
          Kind.INVALID_NAME, "Model name '" + Excerpt.of(name) + "' cannot be a path", e);
    }
  }

  private static Optional<Path> real(Path path, String name) {
    try {
      return Optional.of(path.toRealPath());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new HubException(
          Kind.CACHE, "Model " + Excerpt.of(name) + ": the local folder cannot be read", e);
    }
  }
}

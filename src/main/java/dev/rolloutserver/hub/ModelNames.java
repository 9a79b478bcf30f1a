package dev.rolloutserver.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Names that models probably have, by the folders that are there. */
final class ModelNames {
  private static final String REPOSITORY = "models--";
  private static final int MAX_NAMES = 1000;

  private ModelNames() {}

  /** Those of repositories in the cache that {@code huggingface_hub} keeps. */
  static Stream<String> cached(Path cache) {
    return folders(cache).stream()
        .filter(name -> name.startsWith(REPOSITORY))
        .map(name -> name.substring(REPOSITORY.length()).replace("--", "/"))
        .filter(ModelNames::isName);
  }

  /** {@code name} and {@code organization/name} below a folder of the operator's. */
  static Stream<String> below(Path folder) {
    return folders(folder).stream()
        .flatMap(name ->
            Stream.concat(
                Stream.of(name),
                folders(folder.resolve(name)).stream().map(inner -> name + "/" + inner)))
        .filter(ModelNames::isName);
  }

  private static boolean isName(String name) {
    try {
      ModelReference.of(name, null);
      return true;
    } catch (HubException e) {
      return false;
    }
  }

  private static List<String> folders(Path parent) {
    List<String> names = new ArrayList<>();
    try (Stream<Path> entries = Files.list(parent)) {
      entries
          .filter(Files::isDirectory)
          .limit(MAX_NAMES)
          .forEach(entry -> names.add(String.valueOf(entry.getFileName())));
    } catch (IOException e) {
      // nothing is there, or for nobody to see
    }
    return names;
  }
}

package dev.rolloutserver.deployment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * A value of a YAML document.
 *
 * @param value a map, list, text, number or truth value; null where there is none
 */
record Tree(@Nullable Object value) {
  /** The documents of a file; members that are there twice are an error. */
  static List<Tree> read(Path file) throws IOException {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    try (var reader = Files.newBufferedReader(file)) {
      Iterable<Object> documents = new Yaml(new SafeConstructor(options)).loadAll(reader);
      return StreamSupport.stream(documents.spliterator(), false).map(Tree::new).toList();
    }
  }

  /** What lies below these members. */
  Tree at(String... names) {
    Object found = value;
    for (String name : names) {
      found = found instanceof Map<?, ?> map ? map.get(name) : null;
    }
    return new Tree(found);
  }

  boolean isThere() {
    return value != null;
  }

  String text() {
    return String.valueOf(value);
  }

  int number() {
    return value instanceof Number number ? number.intValue() : Integer.parseInt(text());
  }

  /** The elements of a list; none where nothing is there. */
  List<Tree> elements() {
    return value instanceof List<?> list ? list.stream().map(Tree::new).toList() : List.of();
  }

  List<String> texts() {
    return elements().stream().map(Tree::text).toList();
  }

  /** The members of a map; none where nothing is there. */
  Map<String, Tree> members() {
    Map<String, Tree> members = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, member) -> members.put(String.valueOf(name), new Tree(member)));
    }
    return members;
  }

  /** The element of a list with this name. */
  Tree named(String name) {
    return elements().stream()
        .filter(element -> element.at("name").text().equals(name))
        .findFirst()
        .orElse(new Tree(null));
  }

  /**
   * This with a patch laid over it, as kustomize does: maps grow together, lists whose elements
   * have names too, null removes, anything else replaces.
   */
  Tree patched(Tree patch) {
    if (value instanceof Map<?, ?> && patch.value instanceof Map<?, ?>) {
      Map<String, @Nullable Object> merged = new LinkedHashMap<>();
      members().forEach((name, member) -> merged.put(name, member.value));
      patch
          .members()
          .forEach((name, member) -> {
            if (member.isThere()) {
              merged.put(name, at(name).patched(member).value);
            } else {
              merged.remove(name);
            }
          });
      return new Tree(merged);
    }
    boolean named = !patch.elements().isEmpty() && patch.elements().getFirst().at("name").isThere();
    if (named && value instanceof List<?>) {
      List<@Nullable Object> merged = new ArrayList<>();
      for (Tree element : elements()) {
        Tree change = patch.named(element.at("name").text());
        merged.add(change.isThere() ? element.patched(change).value : element.value);
      }
      for (Tree element : patch.elements()) {
        if (!named(element.at("name").text()).isThere()) {
          merged.add(element.value);
        }
      }
      return new Tree(merged);
    }
    return patch;
  }
}

package dev.rolloutserver.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The objects that a kustomization stands for, by as much of kustomize as deploy/kubernetes uses;
 * {@code etc/scripts/verify-deploy kubernetes} holds the result against kustomize itself.
 */
final class Kustomization {
  private static final List<String> KNOWN =
      List.of(
          "apiVersion",
          "kind",
          "namespace",
          "resources",
          "components",
          "patches",
          "configMapGenerator",
          "images");

  private Kustomization() {}

  /** The objects of the kustomization in this folder. */
  static List<Tree> render(Path folder) {
    return applied(folder, List.of());
  }

  /** The objects of a file that kustomize made. */
  static List<Tree> made(Path file) {
    return read(file);
  }

  private static List<Tree> applied(Path folder, List<Tree> before) {
    Tree file = read(folder.resolve("kustomization.yaml")).getFirst();
    if (!KNOWN.containsAll(file.members().keySet())) {
      throw new IllegalArgumentException(folder + " has " + file.members().keySet());
    }
    List<Tree> objects = new ArrayList<>(before);
    for (String resource : file.at("resources").texts()) {
      Path path = folder.resolve(resource).normalize();
      objects.addAll(Files.isDirectory(path) ? render(path) : read(path));
    }
    for (Tree generator : file.at("configMapGenerator").elements()) {
      objects.add(configMap(folder, generator));
    }
    for (String component : file.at("components").texts()) {
      objects = new ArrayList<>(applied(folder.resolve(component).normalize(), objects));
    }
    for (Tree patch : file.at("patches").elements()) {
      for (Tree change : read(folder.resolve(patch.at("path").text()))) {
        lay(change, objects);
      }
    }
    for (Tree image : file.at("images").elements()) {
      objects.replaceAll(object -> tagged(object, image));
    }
    if (file.at("namespace").isThere()) {
      objects.replaceAll(object -> inNamespace(object, file.at("namespace").text()));
    }
    return objects;
  }

  private static List<Tree> read(Path file) {
    try {
      return Tree.read(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Tree configMap(Path folder, Tree generator) {
    Map<String, Object> data = new LinkedHashMap<>();
    for (String name : generator.at("files").texts()) {
      try {
        data.put(name, Files.readString(folder.resolve(name)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new Tree(
        Map.of(
            "apiVersion",
            "v1",
            "kind",
            "ConfigMap",
            "metadata",
            Map.of("name", generator.at("name").text()),
            "data",
            data));
  }

  private static void lay(Tree change, List<Tree> objects) {
    boolean[] found = {false};
    objects.replaceAll(object -> {
      if (id(object).equals(id(change))) {
        found[0] = true;
        return object.patched(change);
      }
      return object;
    });
    if (!found[0]) {
      throw new IllegalArgumentException("there is no " + id(change) + " to be patched");
    }
  }

  private static List<String> id(Tree object) {
    return List.of(object.at("kind").text(), object.at("metadata", "name").text());
  }

  private static Tree tagged(Tree value, Tree image) {
    Map<String, Object> members = new LinkedHashMap<>();
    if (value.value() instanceof List<?>) {
      return new Tree(
          value.elements().stream().map(element -> tagged(element, image).value()).toList());
    }
    if (!(value.value() instanceof Map<?, ?>)) {
      return value;
    }
    value
        .members()
        .forEach((name, member) -> {
          boolean meant = name.equals("image") && member.text().equals(image.at("name").text());
          members.put(
              name,
              meant
                  ? member.text() + ":" + image.at("newTag").text()
                  : tagged(member, image).value());
        });
    return new Tree(members);
  }

  private static Tree inNamespace(Tree object, String namespace) {
    return object.at("kind").text().equals("Namespace")
        ? object
        : object.patched(new Tree(Map.of("metadata", Map.of("namespace", namespace))));
  }
}

package dev.rolloutserver;

import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What a native image has to be told, found out from the class path: reachability-metadata.json.
 */
final class NativeMetadata {
  private static final Path RESOURCES = Path.of("src/main/resources");
  private static final String OWN = "META-INF/native-image/dev.rolloutserver/rollout-server";

  /** The file that GraalVM reads out of the jar. */
  static final Path FILE = RESOURCES.resolve(OWN).resolve("reachability-metadata.json");

  private NativeMetadata() {}

  /** The document, as it should be. */
  static Map<String, @Nullable Object> expected() throws IOException {
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("reflection", reflection());
    document.put("resources", resources().stream().map(NativeMetadata::glob).toList());
    return document;
  }

  /** Classes that picocli looks into: commands, what is mixed into them, what tells the version. */
  static Set<String> commands() {
    Set<String> names = new TreeSet<>();
    collect(Main.commandLine(), names);
    return names;
  }

  /** Records that become JSON by reflection. */
  static Set<String> records() {
    Set<String> names = new TreeSet<>();
    for (JavaClass type :
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.rolloutserver.http")) {
      if (type.isRecord()) {
        names.add(type.getName());
      }
    }
    return names;
  }

  /** Classes that Helidon's registry of services loads by name. */
  static Set<String> services() throws IOException {
    Set<String> names = new TreeSet<>();
    for (URL manifest : all("META-INF/helidon/manifest")) {
      for (String line : text(manifest).lines().toList()) {
        if (line.endsWith("/service-registry.json")) {
          for (URL registry : all(line)) {
            collect(Json.read(bytes(registry), JsonLimits.DEFAULT), names);
          }
        }
      }
    }
    return names;
  }

  /** Files of ours that the program reads out of its jar. */
  static Set<String> resources() throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.walk(RESOURCES)) {
      files
          .filter(Files::isRegularFile)
          .map(file -> RESOURCES.relativize(file).toString())
          .filter(name -> !name.startsWith(OWN))
          .forEach(names::add);
    }
    // the version of the tokenizers, and the services of Helidon
    names.add("native/lib/tokenizers.properties");
    names.add("META-INF/helidon/**");
    return names;
  }

  private static List<Object> reflection() throws IOException {
    Map<String, Object> entries = new TreeMap<>();
    commands().forEach(name -> entries.put(name, whole(name)));
    records().forEach(name -> entries.put(name, whole(name)));
    for (String name : services()) {
      entries.put(name, entry(name, "fields", List.of(Map.of("name", "INSTANCE"))));
    }
    entries.put(
        "sun.misc.Signal",
        entry(
            "sun.misc.Signal",
            "methods",
            List.of(
                method("<init>", "java.lang.String"),
                method("handle", "sun.misc.Signal", "sun.misc.SignalHandler"))));
    entries.put("sun.misc.SignalHandler", type("sun.misc.SignalHandler"));
    entries.put(CharSpan.class.getName(), called(CharSpan.class, "int", "int"));
    entries.put(EngineException.class.getName(), called(EngineException.class, "java.lang.String"));
    List<Object> sorted = new ArrayList<>(entries.values());
    sorted.add(Map.of("type", Map.of("proxy", List.of("sun.misc.SignalHandler"))));
    return sorted;
  }

  /** A class that native code makes instances of. */
  private static Map<String, @Nullable Object> called(Class<?> type, String... parameters) {
    Map<String, @Nullable Object> entry = type(type.getName());
    entry.put("jniAccessible", true);
    entry.put("methods", List.of(method("<init>", parameters)));
    return entry;
  }

  private static Map<String, @Nullable Object> whole(String name) {
    Map<String, @Nullable Object> entry = type(name);
    entry.put("allDeclaredConstructors", true);
    entry.put("allDeclaredFields", true);
    entry.put("allDeclaredMethods", true);
    return entry;
  }

  private static Map<String, @Nullable Object> entry(String name, String member, Object value) {
    Map<String, @Nullable Object> entry = type(name);
    entry.put(member, value);
    return entry;
  }

  private static Map<String, @Nullable Object> type(String name) {
    Map<String, @Nullable Object> entry = new LinkedHashMap<>();
    entry.put("type", name);
    return entry;
  }

  private static Map<String, @Nullable Object> glob(String pattern) {
    Map<String, @Nullable Object> entry = new LinkedHashMap<>();
    entry.put("glob", pattern);
    return entry;
  }

  private static Map<String, Object> method(String name, String... parameters) {
    Map<String, Object> method = new LinkedHashMap<>();
    method.put("name", name);
    method.put("parameterTypes", List.of(parameters));
    return method;
  }

  private static void collect(CommandLine line, Set<String> names) {
    CommandSpec spec = line.getCommandSpec();
    names.add(spec.userObject().getClass().getName());
    if (spec.versionProvider() != null) {
      names.add(spec.versionProvider().getClass().getName());
    }
    spec.mixins().values().forEach(mixin -> names.add(mixin.userObject().getClass().getName()));
    line.getSubcommands().values().forEach(command -> collect(command, names));
  }

  private static void collect(@Nullable Object value, Set<String> names) {
    switch (value) {
      case List<?> list -> list.forEach(element -> collect(element, names));
      case Map<?, ?> map -> {
        if (map.get("descriptor") instanceof String descriptor) {
          names.add(descriptor);
        }
        map.values().forEach(element -> collect(element, names));
      }
      case null, default -> {}
    }
  }

  private static List<URL> all(String resource) throws IOException {
    ClassLoader loader = Objects.requireNonNull(NativeMetadata.class.getClassLoader());
    return Collections.list(loader.getResources(resource));
  }

  private static String text(URL resource) throws IOException {
    return new String(bytes(resource), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(URL resource) throws IOException {
    try (InputStream in = resource.openStream()) {
      return in.readAllBytes();
    }
  }
}

package dev.rolloutserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The metadata for a native image follows the class path, and names nothing that is not there. Run
 * this test with {@code -Dmetadata.write} to write it anew.
 */
class NativeMetadataTest {
  /** Names of classes as native code writes them. */
  private static final Pattern NATIVE_NAME =
      Pattern.compile("(?:ai/djl|java/(?:lang|util|io))(?:/[A-Za-z]+)*/[A-Z][A-Za-z]+");

  @Test
  void file_isWhatTheClassPathAsksFor() throws IOException {
    String expected = pretty(NativeMetadata.expected());
    if (System.getProperty("metadata.write") != null) {
      Files.createDirectories(Objects.requireNonNull(NativeMetadata.FILE.getParent()));
      Files.writeString(NativeMetadata.FILE, expected);
    }
    assertThat(NativeMetadata.FILE).hasContent(expected);
  }

  @Test
  void expectation_isNotEmpty() throws IOException {
    assertThat(NativeMetadata.commands()).contains("dev.rolloutserver.command.HealthCommand");
    assertThat(NativeMetadata.records()).contains("dev.rolloutserver.http.HealthReport");
    assertThat(NativeMetadata.services())
        .contains("io.helidon.webserver.LoomServer__ServiceDescriptor");
    assertThat(NativeMetadata.resources()).contains("logging.properties");
  }

  @Test
  void everyMember_exists() throws Exception {
    for (Map<?, ?> entry : entries("reflection")) {
      if (entry.get("type") instanceof Map<?, ?> proxy) {
        for (Object name : (List<?>) Objects.requireNonNull(proxy.get("proxy"))) {
          assertThat(load(name).isInterface()).as(name.toString()).isTrue();
        }
        continue;
      }
      Class<?> type = load(Objects.requireNonNull(entry.get("type")));
      for (Map<?, ?> field : list(entry.get("fields"))) {
        assertThat(type.getDeclaredField((String) Objects.requireNonNull(field.get("name"))))
            .isNotNull();
      }
      for (Map<?, ?> method : list(entry.get("methods"))) {
        assertThat(exists(type, method)).as(type + " " + method).isTrue();
      }
    }
  }

  @Test
  void everyResource_exists() throws IOException {
    ClassLoader loader = Objects.requireNonNull(NativeMetadataTest.class.getClassLoader());
    for (Map<?, ?> entry : entries("resources")) {
      String glob = (String) Objects.requireNonNull(entry.get("glob"));
      String probe = glob.replace("/**", "/manifest");
      assertThat(loader.getResource(probe)).as(glob).isNotNull();
    }
  }

  /** The library looks classes up by the names it holds; a native image must know each. */
  @Test
  void classesThatTheNativeLibraryNames_areAccessibleToIt() throws IOException {
    Set<String> named = new TreeSet<>();
    Matcher matcher = NATIVE_NAME.matcher(nativeLibrary());
    while (matcher.find()) {
      named.add(matcher.group().replace('/', '.'));
    }
    Set<String> ours = new TreeSet<>();
    for (String name : named) {
      if (name.startsWith("ai.djl.")) {
        // the text that follows in the library may begin with letters
        ours.addAll(known(name));
      }
    }
    Set<String> accessible = new TreeSet<>();
    for (Map<?, ?> entry : entries("reflection")) {
      if (Boolean.TRUE.equals(entry.get("jniAccessible"))) {
        accessible.add((String) Objects.requireNonNull(entry.get("type")));
      }
    }
    assertThat(ours).isNotEmpty();
    assertThat(accessible).containsAll(ours);
  }

  /** The longest beginning of this name that is a class. */
  private static List<String> known(String name) {
    for (int end = name.length(); end > name.lastIndexOf('.') + 1; end--) {
      try {
        Class.forName(name.substring(0, end), false, NativeMetadataTest.class.getClassLoader());
        return List.of(name.substring(0, end));
      } catch (ClassNotFoundException | NoClassDefFoundError e) {
        // a shorter one may be
      }
    }
    return List.of();
  }

  private static String nativeLibrary() throws IOException {
    String name = "native/lib/linux-x86_64/cpu/libtokenizers.so";
    ClassLoader loader = Objects.requireNonNull(NativeMetadataTest.class.getClassLoader());
    try (InputStream in = Objects.requireNonNull(loader.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private static boolean exists(Class<?> type, Map<?, ?> method) {
    List<?> parameters = (List<?>) Objects.requireNonNull(method.get("parameterTypes"));
    Object name = method.get("name");
    return "<init>".equals(name)
        ? Arrays.stream(type.getDeclaredConstructors())
            .anyMatch(constructor -> names(constructor.getParameterTypes()).equals(parameters))
        : Arrays.stream(type.getDeclaredMethods())
            .filter(candidate -> candidate.getName().equals(name))
            .anyMatch(candidate -> names(candidate.getParameterTypes()).equals(parameters));
  }

  private static List<String> names(Class<?>[] types) {
    return Arrays.stream(types).map(Class::getName).toList();
  }

  private static Class<?> load(Object name) throws ClassNotFoundException {
    return Class.forName((String) name, false, NativeMetadataTest.class.getClassLoader());
  }

  private static List<Map<?, ?>> entries(String member) throws IOException {
    Object document = Json.read(Files.readAllBytes(NativeMetadata.FILE), JsonLimits.DEFAULT);
    return list(((Map<?, ?>) Objects.requireNonNull(document)).get(member));
  }

  private static List<Map<?, ?>> list(@Nullable Object value) {
    List<Map<?, ?>> maps = new ArrayList<>();
    if (value instanceof List<?> list) {
      list.forEach(element -> maps.add((Map<?, ?>) element));
    }
    return maps;
  }

  /** An entry a line, so that a difference is read at once. */
  private static String pretty(Map<String, ? extends @Nullable Object> document) {
    StringBuilder text = new StringBuilder("{\n");
    String between = "";
    for (String member : List.of("reflection", "resources")) {
      text.append(between).append("  \"").append(member).append("\": [\n");
      List<String> lines =
          list(document.get(member)).stream().map(entry -> "    " + Json.text(entry)).toList();
      text.append(String.join(",\n", lines)).append("\n  ]");
      between = ",\n";
    }
    return text.append("\n}\n").toString();
  }
}

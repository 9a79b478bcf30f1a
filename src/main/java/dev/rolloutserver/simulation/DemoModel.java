package dev.rolloutserver.simulation;

import dev.rolloutserver.hub.ModelFiles;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The small model that is shipped for demonstrations: a tokenizer and a chat template of our own.
 */
public final class DemoModel {
  /** What requests call it. */
  public static final String NAME = "rollout-server/demo";

  private static final String TOKENIZER = "tokenizer.json";
  private static final String CONFIG = "tokenizer_config.json";
  private static final String TEMPLATE = "chat_template.jinja";

  private DemoModel() {}

  /** Its files, as if they had been found somewhere. */
  public static ModelFiles files() {
    Map<String, @Nullable Object> config = new LinkedHashMap<>();
    if (Json.read(resource(CONFIG), JsonLimits.DEFAULT) instanceof Map<?, ?> members) {
      members.forEach((name, value) -> config.put((String) name, value));
    }
    String template = new String(resource(TEMPLATE), StandardCharsets.UTF_8);
    return new ModelFiles(
        NAME, ModelFiles.LOCAL, resource(TOKENIZER), config, Map.of("default", template));
  }

  /** Writes its files below a folder of models, where a server finds it under {@link #NAME}. */
  public static void writeTo(Path folderOfModels) throws IOException {
    Path folder = Files.createDirectories(folderOfModels.resolve(NAME));
    for (String file : List.of(TOKENIZER, CONFIG, TEMPLATE)) {
      Files.write(folder.resolve(file), resource(file));
    }
  }

  private static byte[] resource(String name) {
    try (InputStream file = DemoModel.class.getResourceAsStream("model/" + name)) {
      if (file == null) {
        throw new IllegalStateException("The program lacks its file model/" + name);
      }
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

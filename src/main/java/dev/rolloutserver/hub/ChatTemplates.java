package dev.rolloutserver.hub;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The chat templates of a model by name. Files of templates, even a single named one, replace all
 * templates of {@code tokenizer_config.json}, as in {@code transformers}.
 */
final class ChatTemplates {
  static final String FILE = "chat_template.jinja";
  static final String FOLDER = "additional_chat_templates";
  static final String SUFFIX = ".jinja";

  private static final String DEFAULT = "default";
  private static final String MEMBER = "chat_template";

  private ChatTemplates() {}

  static Map<String, String> of(ModelFolder folder, Map<String, @Nullable Object> config) {
    Map<String, String> files = new LinkedHashMap<>();
    folder.text(FILE).ifPresent(template -> files.put(DEFAULT, template));
    for (String file : folder.list(FOLDER)) {
      if (file.endsWith(SUFFIX)) {
        String name = file.substring(0, file.length() - SUFFIX.length());
        folder.text(FOLDER + "/" + file).ifPresent(template -> files.put(name, template));
      }
    }
    return files.isEmpty() ? ofMember(folder, config.get(MEMBER)) : files;
  }

  /** Whether {@code tokenizer_config.json} has templates of its own. */
  static boolean in(Map<String, @Nullable Object> config) {
    return config.get(MEMBER) != null;
  }

  private static Map<String, String> ofMember(ModelFolder folder, @Nullable Object member) {
    return switch (member) {
      case null -> Map.of();
      case String template -> Map.of(DEFAULT, template);
      case List<?> named -> ofList(folder, named);
      case Map<?, ?> named -> ofObject(folder, named);
      default -> throw wrong(folder);
    };
  }

  private static Map<String, String> ofList(ModelFolder folder, List<?> list) {
    Map<String, String> templates = new LinkedHashMap<>();
    for (Object entry : list) {
      if (entry instanceof Map<?, ?> named
          && named.get("name") instanceof String name
          && named.get("template") instanceof String template) {
        templates.put(name, template);
      } else {
        throw wrong(folder);
      }
    }
    return templates;
  }

  private static Map<String, String> ofObject(ModelFolder folder, Map<?, ?> object) {
    Map<String, String> templates = new LinkedHashMap<>();
    object.forEach((name, template) -> {
      if (!(template instanceof String text)) {
        throw wrong(folder);
      }
      templates.put((String) name, text);
    });
    return templates;
  }

  private static HubException wrong(ModelFolder folder) {
    return folder.invalid(
        ModelFolder.CONFIG,
        "chat_template must be a text, or a list of objects with the texts name and template");
  }
}

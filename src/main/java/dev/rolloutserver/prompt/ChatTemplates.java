package dev.rolloutserver.prompt;

import dev.rolloutserver.template.ChatTemplate;
import dev.rolloutserver.template.TemplateException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The chat templates of one model, and which of them is used when. */
final class ChatTemplates {
  private static final String DEFAULT = "default";
  private static final String TOOL_USE = "tool_use";

  private final String model;
  private final Map<String, String> sources;
  private final String sha256;
  private final Optional<ChatTemplate> withTools;
  private final Optional<ChatTemplate> withoutTools;

  /**
   * Compiles the templates.
   *
   * @param sources by name
   * @throws PromptException of kind TOKENIZER if there is none to use, or one is not a template
   */
  ChatTemplates(String model, Map<String, String> sources) {
    this.model = model;
    this.sources = new TreeMap<>(sources);
    this.sha256 = sha256(this.sources);
    this.withoutTools = compiled(DEFAULT);
    this.withTools = sources.containsKey(TOOL_USE) ? compiled(TOOL_USE) : withoutTools;
    if (withTools.isEmpty()) {
      throw new PromptException(
          PromptException.Kind.TOKENIZER,
          sources.isEmpty()
              ? "The tokenizer '" + model + "' has no chat template"
              : "The tokenizer '"
                  + model
                  + "' has no default chat template, only "
                  + String.join(", ", this.sources.keySet()),
          null);
    }
  }

  /**
   * The template that {@code transformers} takes.
   *
   * @throws PromptException of kind TOKENIZER if there is none without tools
   */
  ChatTemplate template(boolean tools) {
    return (tools ? withTools : withoutTools)
        .orElseThrow(() ->
            new PromptException(
                PromptException.Kind.TOKENIZER,
                "The tokenizer '"
                    + model
                    + "' has no chat template for conversations without tools",
                null));
  }

  /** Of the source; where there are several, of each name, a line feed, its source, in order. */
  String sha256() {
    return sha256;
  }

  private static String sha256(Map<String, String> sources) {
    String single = sources.get(DEFAULT);
    if (single != null && sources.size() == 1) {
      return Sha256.of(single);
    }
    StringBuilder all = new StringBuilder();
    sources.forEach((name, source) -> all.append(name).append('\n').append(source));
    return Sha256.of(all.toString());
  }

  /** Whether one of them has this name in it. */
  boolean mention(String name) {
    return sources.values().stream().anyMatch(source -> source.contains(name));
  }

  private Optional<ChatTemplate> compiled(String name) {
    String source = sources.get(name);
    if (source == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(ChatTemplate.compile(source));
    } catch (TemplateException e) {
      throw new PromptException(
          PromptException.Kind.TOKENIZER,
          "The chat template of '"
              + model
              + "' is not a template: "
              + e.getMessage()
              + " (line "
              + e.line()
              + ")",
          e);
    }
  }
}

package dev.rolloutserver;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.template.ChatTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A model's prompts in the plainest way there is, sharing nothing with the server but the template
 * engine: messages as they came over the wire, the whole text, DJL's own high-level tokenizer.
 */
final class WholeTextModel implements AutoCloseable {
  private static final List<String> SPECIAL_TOKENS = List.of("bos_token", "eos_token", "pad_token");

  private final HuggingFaceTokenizer tokenizer;
  private final ChatTemplate template;
  private final Map<String, Object> specialTokens = new LinkedHashMap<>();

  /** The model whose files are in this folder. */
  WholeTextModel(Path folder) throws IOException {
    Map<?, ?> config =
        (Map<?, ?>)
            Objects.requireNonNull(
                Json.read(
                    Files.readAllBytes(folder.resolve("tokenizer_config.json")),
                    JsonLimits.DEFAULT));
    for (String name : SPECIAL_TOKENS) {
      Object token = config.get(name);
      Object text = token instanceof Map<?, ?> members ? members.get("content") : token;
      if (text != null) {
        specialTokens.put(name, text);
      }
    }
    Path file = folder.resolve("chat_template.jinja");
    this.template =
        ChatTemplate.compile(
            Files.exists(file)
                ? Files.readString(file)
                : String.valueOf(config.get("chat_template")));
    // this class of the library reports its use
    System.setProperty("OPT_OUT_TRACKING", "true");
    this.tokenizer =
        HuggingFaceTokenizer.builder()
            .optTokenizerPath(folder.resolve("tokenizer.json"))
            .optAddSpecialTokens(false)
            .optTruncation(false)
            .optPadding(false)
            .build();
  }

  /** What the model reads. */
  String render(List<?> messages, List<?> tools, boolean addGenerationPrompt) {
    Map<String, @Nullable Object> variables = new LinkedHashMap<>(specialTokens);
    variables.put("messages", messages);
    variables.put("tools", tools);
    variables.put("add_generation_prompt", addGenerationPrompt);
    return template.render(variables, Clock.system(ZoneId.systemDefault())).text();
  }

  long[] ids(String text) {
    return tokenizer.encode(text, false, false).getIds();
  }

  String text(long[] ids) {
    return tokenizer.decode(ids, false);
  }

  /** How many tokens the prompt has that these messages make. */
  int promptLength(List<?> messages, List<?> tools) {
    return ids(render(messages, tools, true)).length;
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}

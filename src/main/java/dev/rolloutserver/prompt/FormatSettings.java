package dev.rolloutserver.prompt;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the prompts of one tokenizer are made.
 *
 * @param name the tokenizer's
 * @param template a file that replaces the chat template of the model
 * @param variables further variables of the template, such as {@code enable_thinking}
 * @param rendersTools whether the template is given the tools
 * @param parsesArguments whether arguments of tool calls that are JSON texts are given as objects
 * @param fingerprint what tokenizer and template must be, any other is refused: SHA-256 of {@code
 *     <tokenizerSha256>:<templateSha256>}, as both stand in {@code /health}, in hexadecimal with or
 *     without {@code sha256:} before it
 */
public record FormatSettings(
    String name,
    Optional<Path> template,
    Map<String, @Nullable Object> variables,
    boolean rendersTools,
    boolean parsesArguments,
    Optional<String> fingerprint) {
  public FormatSettings {
    variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
  }

  /** The model's own template, tools rendered, arguments as sent. */
  public static FormatSettings plain(String name) {
    return new FormatSettings(name, Optional.empty(), Map.of(), true, false, Optional.empty());
  }
}

package dev.rolloutserver.prompt;

import dev.rolloutserver.prompt.PromptException.Kind;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks for the prompt setting under which a prompt has the ids that the trainer gave it. */
final class SettingSearch {
  private static final int MAX_TEXT = 200_000;
  private static final int MAX_IDS = 200_000;
  private static final String THINKING = "enable_thinking";

  private final Prompt prompt;
  private final PromptCounter counter;
  private final PromptFormat format;

  SettingSearch(Prompt prompt) {
    this.prompt = prompt;
    this.counter = prompt.counter();
    this.format = counter.format();
  }

  /** The setting, as it is written in the configuration. */
  String setting(int[] trainerIds) {
    if (prompt.text().length() > MAX_TEXT
        || trainerIds.length > MAX_IDS
        || !Arrays.stream(trainerIds).allMatch(format::contains)) {
      return LengthDifference.NOT_TRIED;
    }
    return format.advice().setting(trainerIds.length - prompt.length(), () -> search(trainerIds));
  }

  private String search(int[] trainerIds) {
    return alternatives().entrySet().stream()
        .filter(alternative -> Arrays.equals(ids(alternative.getValue()), trainerIds))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(LengthDifference.NO_SETTING);
  }

  /** The variables under each setting that is one step away. */
  private Map<String, PromptVariables> alternatives() {
    PromptVariables now = counter.variables();
    Map<String, PromptVariables> alternatives = new LinkedHashMap<>();
    if (!now.tools().isEmpty()) {
      alternatives.put("tools: false", now.withTools(List.of()));
    } else if (!counter.tools().isEmpty()) {
      alternatives.put("tools: true", now.withTools(counter.tools()));
    }
    alternatives.put(
        now.parsesArguments() ? "arguments: as-sent" : "arguments: objects",
        now.withParsedArguments(!now.parsesArguments()));
    if (format.templates().mention(THINKING)) {
      for (boolean thinking : new boolean[] {false, true}) {
        alternatives.put(
            "variables: {" + THINKING + ": " + thinking + "}", now.with(THINKING, thinking));
      }
    }
    return alternatives;
  }

  private int @Nullable [] ids(PromptVariables variables) {
    try {
      return format.encode(format.render(prompt.messages(), variables));
    } catch (PromptException e) {
      if (e.kind() == Kind.CANCELLED) {
        throw e;
      }
      // a setting under which there is no prompt does not explain one
      return null;
    }
  }
}

package dev.rolloutserver.record;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The tokens that one turn brought: what entered the trainer's prompt, then the answer. */
public final class TurnTokens {
  /** Ids of what was expected where ids drift. */
  private static final int MAX_EXPECTED = 32;

  private final Map<String, @Nullable Object> turn;
  private final int from;
  private final int[] prompt;
  private final int[] answer;

  /** The trainer's prompt and answer of the turn before. */
  private final int[] contextBefore;

  private TurnTokens(
      Map<String, @Nullable Object> turn,
      int from,
      int[] prompt,
      int[] answer,
      int[] contextBefore) {
    this.turn = turn;
    this.from = from;
    this.prompt = prompt;
    this.answer = answer;
    this.contextBefore = contextBefore;
  }

  /** Those of the last of these turns, which are all up to it. */
  static TurnTokens of(List<Map<String, @Nullable Object>> turns) {
    int[] context = new int[0];
    TurnTokens last = null;
    for (Map<String, @Nullable Object> turn : turns) {
      int known = number(turn.get("known"));
      int[] prompt = ids(turn.get("prompt_ids"));
      int[] answer = ids(turn.get("ids"));
      last = new TurnTokens(turn, known, prompt, answer, context);
      context = joined(joined(Arrays.copyOf(context, known), prompt), answer);
    }
    return Objects.requireNonNull(last, "at least one turn");
  }

  /**
   * As JSON has them.
   *
   * @param texts the text of each of some ids; null where no tokenizer can tell
   */
  public Map<String, @Nullable Object> value(@Nullable Function<int[], List<String>> texts) {
    int[] ids = joined(prompt, answer);
    Map<String, @Nullable Object> value = new LinkedHashMap<>();
    value.put("turn", turn.get("turn"));
    value.put("from", from);
    value.put("ids", Arrays.stream(ids).boxed().toList());
    value.put("text", texts == null ? null : texts.apply(ids));
    value.put("mask", mask());
    value.put("logprobs", turn.get("logprobs") instanceof List<?> all ? rounded(all) : null);
    value.put("prompt", prompt.length);
    value.put("answer", answer.length);
    value.put("mask_sent", turn.get("mask_sent"));
    value.put("drift", turn.get("drift") instanceof Map<?, ?> drift ? drift(drift, texts) : null);
    return value;
  }

  /** Runs of value and length. */
  private List<List<Integer>> mask() {
    List<List<Integer>> mask = new ArrayList<>();
    if (prompt.length > 0) {
      mask.add(List.of(0, prompt.length));
    }
    if (answer.length > 0) {
      mask.add(List.of(1, answer.length));
    }
    return mask;
  }

  private Map<String, @Nullable Object> drift(
      Map<?, ?> drift, @Nullable Function<int[], List<String>> texts) {
    int index = number(drift.get("index"));
    Map<String, @Nullable Object> value = new LinkedHashMap<>();
    value.put("class", drift.get("class"));
    value.put("at", Math.clamp((long) index - from, 0, prompt.length));
    value.put("index", index);
    value.put("expected_length", drift.get("expected_length"));
    value.put("actual_length", drift.get("actual_length"));
    int begin = Math.clamp(index, 0, contextBefore.length);
    int[] expected =
        Arrays.copyOfRange(
            contextBefore, begin, Math.min(contextBefore.length, begin + MAX_EXPECTED));
    Map<String, @Nullable Object> stood = new LinkedHashMap<>();
    stood.put("ids", Arrays.stream(expected).boxed().toList());
    stood.put("text", texts == null ? null : texts.apply(expected));
    value.put("expected", stood);
    return value;
  }

  /** To four places: what a person can tell apart. */
  private static List<@Nullable Double> rounded(List<?> logprobs) {
    List<@Nullable Double> rounded = new ArrayList<>(logprobs.size());
    for (Object logprob : logprobs) {
      rounded.add(
          logprob instanceof Number number ? Math.round(number.doubleValue() * 1e4) / 1e4 : null);
    }
    return rounded;
  }

  private static int[] joined(int[] some, int[] more) {
    int[] all = Arrays.copyOf(some, some.length + more.length);
    System.arraycopy(more, 0, all, some.length, more.length);
    return all;
  }

  private static int[] ids(@Nullable Object value) {
    return RolloutView.list(value).stream().mapToInt(TurnTokens::number).toArray();
  }

  private static int number(@Nullable Object value) {
    return value instanceof Number number ? number.intValue() : 0;
  }
}

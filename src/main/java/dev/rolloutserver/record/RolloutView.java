package dev.rolloutserver.record;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One rollout for somebody who looks at it: all of it but tokens, and the tokens of a turn. */
public final class RolloutView {
  private static final JsonLimits LIMITS =
      new JsonLimits(
          Integer.MAX_VALUE - 1, 10_000, JsonLimits.DEFAULT.maxDigits(), Integer.MAX_VALUE - 1);

  private final RolloutRow row;
  private final Map<String, @Nullable Object> record;
  private final boolean tokensKept;
  private final long now;

  private RolloutView(
      RolloutRow row, Map<String, @Nullable Object> record, boolean tokensKept, long now) {
    this.row = row;
    this.record = record;
    this.tokensKept = tokensKept;
    this.now = now;
  }

  /**
   * The view of a record.
   *
   * @param tokensKept whether the tokens can be had, though they need not be in this record
   */
  static RolloutView of(RolloutRow row, byte[] json, boolean tokensKept, long now) {
    return new RolloutView(row, object(Json.read(json, LIMITS)), tokensKept, now);
  }

  /** The tokenizer that it was asked for with. */
  public String tokenizer() {
    return row.tokenizer();
  }

  /** Its revision; null for the main branch. */
  public @Nullable String revision() {
    return record.get("tokenizer_revision") instanceof String text ? text : null;
  }

  /** All but tokens. */
  public Map<String, @Nullable Object> value() {
    Map<String, @Nullable Object> value = new LinkedHashMap<>(row.value(now));
    for (String name :
        List.of("error_message", "request", "metrics", "prompt_format", "token_check")) {
      value.put(name, record.get(name));
    }
    value.put("trace_id", record.get("trace_id"));
    for (String name : List.of("loop_guard", "deadline", "http_status", "length_limited_turns")) {
      if (record.containsKey(name)) {
        value.put(name, record.get(name));
      }
    }
    value.put("messages", record.get("messages"));
    value.put("timeline", new Timeline(now - row.since()).of(row, turns()));
    value.put("turns", turns().stream().map(this::turn).toList());
    return value;
  }

  /**
   * The tokens of a turn, if it has some.
   *
   * @param turn from 1
   */
  public Optional<TurnTokens> tokens(int turn) {
    List<Map<String, @Nullable Object>> turns = turns();
    if (turn < 1 || turn > turns.size() || !turns.get(turn - 1).containsKey("ids")) {
      return Optional.empty();
    }
    return Optional.of(TurnTokens.of(turns.subList(0, turn)));
  }

  private Map<String, @Nullable Object> turn(Map<String, @Nullable Object> noted) {
    Map<String, @Nullable Object> turn = new LinkedHashMap<>();
    for (String name :
        List.of(
            "turn",
            "prompt_tokens",
            "trainer_prompt_tokens",
            "response_tokens",
            "mask_sent",
            "check",
            "drift",
            "finish_reason",
            "attempts",
            "vendor",
            "message")) {
      turn.put(name, noted.get(name));
    }
    turn.put("tool_calls", toolCalls(noted));
    turn.put("tokens", tokensKept && noted.containsKey("known") ? sizes(noted) : null);
    return turn;
  }

  private static Map<String, @Nullable Object> sizes(Map<String, @Nullable Object> turn) {
    Map<String, @Nullable Object> sizes = new LinkedHashMap<>();
    sizes.put("from", turn.get("known"));
    sizes.put("prompt", turn.get("entered"));
    sizes.put("answer", turn.get("response_tokens"));
    return sizes;
  }

  /** The calls with what the messages say of them. */
  private List<Map<String, @Nullable Object>> toolCalls(Map<String, @Nullable Object> turn) {
    List<?> messages = list(record.get("messages"));
    List<Map<String, @Nullable Object>> calls = new ArrayList<>();
    int message = turn.get("message") instanceof Long index ? index.intValue() : messages.size();
    List<?> asked =
        message < messages.size() && messages.get(message) instanceof Map<?, ?> answer
            ? list(answer.get("tool_calls"))
            : List.of();
    List<?> tools = list(turn.get("tools"));
    for (int i = 0; i < tools.size(); i++) {
      Map<String, @Nullable Object> call = new LinkedHashMap<>(object(tools.get(i)));
      call.put("arguments", i < asked.size() ? arguments(asked.get(i)) : null);
      int result = message + 1 + i;
      call.put(
          "result",
          call.get("failed") != null
                  && result < messages.size()
                  && messages.get(result) instanceof Map<?, ?> told
              ? told.get("content")
              : null);
      calls.add(call);
    }
    return calls;
  }

  private static @Nullable Object arguments(@Nullable Object call) {
    return call instanceof Map<?, ?> members && members.get("function") instanceof Map<?, ?> of
        ? of.get("arguments")
        : null;
  }

  private List<Map<String, @Nullable Object>> turns() {
    List<Map<String, @Nullable Object>> turns = new ArrayList<>();
    list(record.get("turns")).forEach(turn -> turns.add(object(turn)));
    return turns;
  }

  static List<?> list(@Nullable Object value) {
    return value instanceof List<?> elements ? elements : List.of();
  }

  @SuppressWarnings("unchecked") // objects that were read have strings for names
  static Map<String, @Nullable Object> object(@Nullable Object value) {
    return (Map<String, @Nullable Object>) Objects.requireNonNull(value);
  }
}

package dev.rolloutserver.record;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A rollout as one row of a list.
 *
 * @param key names it for as long as the process lives; ids may repeat
 * @param phaseSince from the nanosecond clock, as is {@code since}
 * @param status null while it runs
 * @param drift the class of its first drift, null where there was none
 * @param durationNanos negative while it runs
 * @param waitedNanos for its permit; negative while it waits
 */
record RolloutRow(
    long key,
    String rolloutId,
    String tokenizer,
    String trainer,
    Instant began,
    long since,
    Phase phase,
    long phaseSince,
    int turn,
    @Nullable String status,
    @Nullable String reason,
    @Nullable String drift,
    int toolCalls,
    long responseTokens,
    long durationNanos,
    long waitedNanos) {
  private static final int OWN_BYTES = 256;

  /** About what it takes in memory. */
  int bytes() {
    return OWN_BYTES + 2 * (rolloutId.length() + tokenizer.length() + trainer.length());
  }

  /** Whether a text that somebody looks for, in lower case, is in it. */
  boolean mentions(String wanted) {
    return wanted.isEmpty()
        || Stream.of(rolloutId, tokenizer, trainer, phase.wireName(), status, reason, drift)
            .anyMatch(text -> text != null && text.toLowerCase(Locale.ROOT).contains(wanted));
  }

  /** Its members as JSON has them. */
  Map<String, @Nullable Object> value(long now) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("key", Long.toString(key));
    row.put("rollout_id", rolloutId);
    row.put("phase", phase.wireName());
    row.put("turn", turn);
    row.put("age_ms", Millis.of(now - since));
    row.put("phase_age_ms", Millis.of(now - phaseSince));
    row.put("began", began.toString());
    row.put("status", status);
    row.put("reason", reason);
    row.put("drift", drift);
    row.put("tool_calls", toolCalls);
    row.put("response_tokens", responseTokens);
    row.put("tokenizer", tokenizer);
    row.put("trainer", trainer);
    row.put("duration_ms", durationNanos < 0 ? null : Millis.of(durationNanos));
    row.put("queue_ms", waitedNanos < 0 ? null : Millis.of(waitedNanos));
    return row;
  }
}

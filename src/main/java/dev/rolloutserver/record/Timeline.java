package dev.rolloutserver.record;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a rollout was busy with and when, in milliseconds since it was asked for. */
final class Timeline {
  private final double nowMs;
  private final List<Map<String, Object>> entries = new ArrayList<>();

  Timeline(long ageNanos) {
    this.nowMs = Millis.of(ageNanos);
  }

  List<Map<String, Object>> of(RolloutRow row, List<Map<String, @Nullable Object>> turns) {
    boolean runs = row.status() == null;
    Double waited = row.waitedNanos() < 0 ? null : Millis.of(row.waitedNanos());
    Double end = runs ? null : Millis.of(row.durationNanos());
    add("queue", 0, 0.0, waited == null ? end : waited);
    for (Map<String, @Nullable Object> turn : turns) {
      int number = turn.get("turn") instanceof Long n ? n.intValue() : 0;
      add("prompt", number, turn.get("start_ms"), took(turn, "prompt_ms", "start_ms", end));
      if (turn.get("trainer_start_ms") != null) {
        Map<String, Object> entry =
            add(
                "trainer",
                number,
                turn.get("trainer_start_ms"),
                took(turn, "trainer_ms", "trainer_start_ms", end));
        entry.put("failed", Boolean.TRUE.equals(turn.get("trainer_failed")));
      }
      if (turn.get("tools_start_ms") != null) {
        add(
            "tools",
            number,
            turn.get("tools_start_ms"),
            took(turn, "tools_ms", "tools_start_ms", end));
      }
    }
    return entries;
  }

  /** What was noted; where the rollout ended within it, up to the end; null where it goes on. */
  private static @Nullable Double took(
      Map<String, @Nullable Object> turn, String name, String start, @Nullable Double end) {
    if (turn.get(name) instanceof Number noted) {
      return noted.doubleValue();
    }
    return end != null && turn.get(start) instanceof Number began
        ? Double.valueOf(Math.max(0, end - began.doubleValue()))
        : null;
  }

  private Map<String, Object> add(
      String kind, int turn, @Nullable Object start, @Nullable Double took) {
    double startMs = start instanceof Number number ? number.doubleValue() : 0;
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("kind", kind);
    entry.put("turn", turn);
    entry.put("start_ms", startMs);
    entry.put("ms", took == null ? Math.max(0, nowMs - startMs) : took);
    if (took == null) {
      entry.put("open", true);
    }
    entries.add(entry);
    return entry;
  }
}

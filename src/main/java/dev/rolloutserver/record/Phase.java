package dev.rolloutserver.record;

import dev.rolloutserver.rollout.RolloutNotes;
import dev.rolloutserver.rollout.TurnNotes;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a rollout is busy with. */
enum Phase {
  /** It has no permit yet. */
  WAITING,
  /** Its tokenizer is loaded, or a prompt is rendered and counted. */
  PROMPT,
  /** The trainer is asked. */
  TRAINER,
  /** Tools run. */
  TOOLS,
  /** Nothing any more. */
  ENDED;

  /**
   * That of a rollout which has not ended.
   *
   * @param last of its turns; null where there is none so far
   */
  static Phase of(RolloutNotes rollout, @Nullable TurnNotes last) {
    if (last == null) {
      return rollout.waitedNanos() == TurnNotes.NONE ? WAITING : PROMPT;
    }
    if (last.toolsRun()) {
      return TOOLS;
    }
    // what follows a call is short: the check, then tools or the next prompt
    return last.asked() && !last.called() ? TRAINER : PROMPT;
  }

  /** Since when it has been in that phase, by the clock of steps. */
  static long since(RolloutNotes rollout, @Nullable TurnNotes last) {
    if (last == null) {
      return rollout.queuedAt() + Math.max(0, rollout.waitedNanos());
    }
    if (last.toolsAnswered()) {
      return last.toolsAnsweredAt();
    }
    if (last.toolsRun()) {
      return last.toolsBeganAt();
    }
    return last.promptedAt() + Math.max(0, last.trainerNanos());
  }

  /** Such as {@code trainer}. */
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}

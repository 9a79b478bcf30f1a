package dev.rolloutserver.record;

import java.util.Locale;

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

  /** Such as {@code trainer}. */
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}

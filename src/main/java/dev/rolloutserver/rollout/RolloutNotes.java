package dev.rolloutserver.rollout;

import org.jspecify.annotations.Nullable;

/**
 * What is noted of one rollout while it waits and runs; times are of the clock of steps, in
 * nanoseconds. Written by its thread; others see what happened up to a stage that was reached.
 */
public final class RolloutNotes {
  static final int BEGUN = 1;
  static final int ENDED = 2;

  private final RolloutSpec spec;
  private final String trainer;
  private final long queuedAt;

  /** For the rollout's thread; whoever keeps turns has the first one. */
  private TurnNotes last = new TurnNotes();

  private long begunAt;
  private long waitedNanos = TurnNotes.NONE;
  private long endedAt;
  private @Nullable RolloutOutcome outcome;
  private @Nullable String refusal;
  private volatile int stage;

  /**
   * Those of a rollout that waits from now on.
   *
   * @param trainer its {@link TrainerOrigin}
   */
  public RolloutNotes(RolloutSpec spec, String trainer, long queuedAt) {
    this.spec = spec;
    this.trainer = trainer;
    this.queuedAt = queuedAt;
  }

  void begun(long at, long waited) {
    begunAt = at;
    waitedNanos = waited;
    stage = BEGUN;
  }

  void add(TurnNotes turn) {
    last.follow(turn);
    last = turn;
  }

  /** It has come to this, or was refused for that reason. */
  void ended(long at, @Nullable RolloutOutcome how, @Nullable String reason) {
    endedAt = at;
    outcome = how;
    refusal = reason;
    stage = ENDED;
  }

  int stage() {
    return stage;
  }

  /** What stands before its first turn when it is queued, later before its next one. */
  public TurnNotes last() {
    return last;
  }

  public RolloutSpec spec() {
    return spec;
  }

  /** Its {@link TrainerOrigin}. */
  public String trainer() {
    return trainer;
  }

  public long queuedAt() {
    return queuedAt;
  }

  long begunAt() {
    return begunAt;
  }

  /** For its permit; {@link TurnNotes#NONE} while it waits, or where it got none. */
  public long waitedNanos() {
    return stage >= BEGUN ? waitedNanos : TurnNotes.NONE;
  }

  public boolean ended() {
    return stage >= ENDED;
  }

  /** When it had; only where it has. */
  public long endedAt() {
    return endedAt;
  }

  /** Null while it goes on, or where it was refused. */
  public @Nullable RolloutOutcome outcome() {
    return ended() ? outcome : null;
  }

  /** Why it might not start; null where it was not refused. */
  public @Nullable String refusal() {
    return ended() ? refusal : null;
  }
}

package dev.rolloutserver.command.bench;

/**
 * What a rollout took of the trainer's time.
 *
 * @param calls how often the trainer was called
 * @param nanos the sum of its calls, from the head of the request to the end of the answer
 */
record TrainerTime(int calls, long nanos) {
  TrainerTime {
    if (calls < 1) {
      throw new IllegalArgumentException("calls is " + calls + ", but must be at least 1");
    }
  }

  /** What a turn took beside the trainer's time. */
  long overheadPerTurn(Played rollout) {
    return (rollout.end() - rollout.start() - nanos) / calls;
  }
}

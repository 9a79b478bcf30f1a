package dev.rolloutserver.simulation.load;

/**
 * A model call that can be judged and answered without a tokenizer.
 *
 * @param zeros length of the mask that it must come with; 0 where it must come without
 * @param body what is answered
 */
record PreparedTurn(int zeros, PreparedBody body) {}

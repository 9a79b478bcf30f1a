package dev.rolloutserver.trainer;

import dev.rolloutserver.admission.HeldMemory;
import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.json.IdText;
import dev.rolloutserver.protocol.CompletionRequest;

/**
 * What is asked of the trainer in a turn.
 *
 * @param turn from 1 on
 * @param context ids that the trainer's prompt probably begins with, beside which its answer tells
 *     the prompt; not to be changed before that is used
 * @param keepsTokens whether the answer keeps its log-probabilities, too
 * @param memory of the rollout; an answer takes from it what it needs while it is read
 * @param deadline of the whole rollout, which bounds all attempts together
 */
public record TrainerCall(
    int turn,
    CompletionRequest request,
    IdText context,
    boolean keepsTokens,
    HeldMemory memory,
    Deadline deadline,
    Cancellation cancellation) {}

package dev.rolloutserver.trainer;

import dev.rolloutserver.admission.HeldMemory;
import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.json.IdText;
import dev.rolloutserver.protocol.CompletionRequest;
import java.util.Map;

/**
 * What is asked of the trainer in a turn.
 *
 * @param turn from 1 on
 * @param context ids that the trainer's prompt probably begins with, beside which its answer tells
 *     the prompt; not to be changed before that is used
 * @param keepsTokens whether the answer keeps its log-probabilities, too
 * @param memory of the rollout; an answer takes from it what it needs while it is read
 * @param headers sent beside those of the trainer, such as traceparent
 * @param deadline of the whole rollout, which bounds all attempts together
 */
public record TrainerCall(
    int turn,
    CompletionRequest request,
    IdText context,
    boolean keepsTokens,
    HeldMemory memory,
    Map<String, String> headers,
    Deadline deadline,
    Cancellation cancellation) {}

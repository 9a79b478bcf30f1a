package dev.rolloutserver.registry;

import dev.rolloutserver.rollout.RolloutOutcome;
import java.time.Duration;

/**
 * A rollout that has ended.
 *
 * @param waited for its permit, which is no part of its deadline
 */
public record Ended(RolloutOutcome outcome, Duration waited) {}

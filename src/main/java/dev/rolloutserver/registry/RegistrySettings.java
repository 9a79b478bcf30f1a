package dev.rolloutserver.registry;

import java.time.Duration;

/**
 * What is kept of rollouts whose callers are gone or answered.
 *
 * @param orphanGrace how long a rollout runs on when its last caller has left
 * @param answerTtl how long the answer of a completed rollout is kept
 * @param answerCacheBytes all answers that are kept, together; 0 keeps none
 */
public record RegistrySettings(Duration orphanGrace, Duration answerTtl, long answerCacheBytes) {}

package dev.rolloutserver.admission;

import java.time.Duration;

/**
 * How many rollouts there may be.
 *
 * @param maxConcurrent rollouts that run at once
 * @param maxWaiting rollouts that wait for a permit; further ones are refused
 * @param queueTimeout longest wait for a permit
 * @param maxConversationBytes memory of requests that are read or wait and of rollouts that run
 */
public record AdmissionSettings(
    int maxConcurrent, int maxWaiting, Duration queueTimeout, long maxConversationBytes) {}

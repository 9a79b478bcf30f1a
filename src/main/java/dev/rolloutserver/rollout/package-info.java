/** The agent loop of one rollout: turns, limits, outcome. */
@NullMarked
package dev.rolloutserver.rollout;

import org.jspecify.annotations.NullMarked;

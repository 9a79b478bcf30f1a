package dev.rolloutserver.rollout;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a whole rollout may take, and who said so.
 *
 * @param name of the setting, or of the member of the request that made it shorter
 */
record TimeLimit(Duration time, String name) {
  /** The limit of the settings, or the one of the request where it comes first. */
  static TimeLimit of(Duration settings, @Nullable Duration request) {
    return request != null && request.compareTo(settings) < 0
        ? new TimeLimit(request, "metadata.deadline_seconds")
        : new TimeLimit(settings, "ROLLOUT_TIMEOUT_SECONDS");
  }
}

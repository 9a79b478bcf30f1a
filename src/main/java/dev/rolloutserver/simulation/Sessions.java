package dev.rolloutserver.simulation;

import java.util.LinkedHashMap;
import java.util.Map;

/** The rollouts that are remembered; the one not heard of for longest is forgotten first. */
final class Sessions {
  private final int max;
  private final Map<String, Session> byRollout = new LinkedHashMap<>(16, 0.75f, true);

  Sessions(int max) {
    this.max = max;
  }

  /** The session of this rollout, a new one if there is none. */
  synchronized Session of(String rolloutId) {
    Session session = byRollout.computeIfAbsent(rolloutId, id -> new Session());
    if (byRollout.size() > max) {
      byRollout.remove(byRollout.keySet().iterator().next());
    }
    return session;
  }

  synchronized void end(String rolloutId) {
    byRollout.remove(rolloutId);
  }

  synchronized int size() {
    return byRollout.size();
  }
}

package dev.rolloutserver.simulation.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far each rollout is and what it took of the trainer's time. Those that have ended are kept
 * until somebody takes them; of those that run the one not heard of for longest is forgotten first.
 */
final class RolloutTimes {
  private final int max;
  private final Map<String, Running> running = new LinkedHashMap<>(16, 0.75f, true);
  private List<Ended> ended = new ArrayList<>();

  /** Remembers this many that run, and as many that have ended. */
  RolloutTimes(int max) {
    this.max = max;
  }

  private static final class Running {
    private int calls;
    private long nanos;
  }

  /** A rollout that had its last answer. */
  record Ended(String rolloutId, int calls, long nanos) {}

  /** Whether this turn, from 0, is the next of this rollout; if so it is now over. */
  synchronized boolean begin(String rolloutId, int turn) {
    Running known = running.get(rolloutId);
    if (turn != (known == null ? 0 : known.calls)) {
      return false;
    }
    Running begun = known == null ? new Running() : known;
    begun.calls++;
    running.put(rolloutId, begun);
    if (running.size() > max) {
      running.remove(running.keySet().iterator().next());
    }
    return true;
  }

  /** A turn was answered after this time. */
  synchronized void answered(String rolloutId, boolean last, long nanos) {
    @Nullable Running known = last ? running.remove(rolloutId) : running.get(rolloutId);
    if (known == null) {
      return;
    }
    known.nanos += nanos;
    if (last && ended.size() < max) {
      ended.add(new Ended(rolloutId, known.calls, known.nanos));
    }
  }

  /** Those that have ended since this was last asked. */
  synchronized List<Ended> takeEnded() {
    List<Ended> taken = ended;
    ended = new ArrayList<>();
    return taken;
  }
}

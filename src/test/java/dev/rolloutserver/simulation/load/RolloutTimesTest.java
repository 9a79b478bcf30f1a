package dev.rolloutserver.simulation.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.simulation.load.RolloutTimes.Ended;
import org.junit.jupiter.api.Test;

class RolloutTimesTest {
  private final RolloutTimes times = new RolloutTimes(2);

  @Test
  void ended_hasCallsAndTheSumOfTheirTimes_andIsTakenOnce() {
    play("a", 0, false, 5);
    play("a", 1, true, 7);

    assertThat(times.takeEnded()).containsExactly(new Ended("a", 2, 12));
    assertThat(times.takeEnded()).isEmpty();
  }

  @Test
  void begin_turnThatIsNotTheNext_isRefused() {
    assertThat(times.begin("a", 1)).isFalse();
    assertThat(times.begin("a", 0)).isTrue();
    assertThat(times.begin("a", 0)).isFalse();
    assertThat(times.begin("a", 2)).isFalse();
    assertThat(times.begin("a", 1)).isTrue();
  }

  @Test
  void running_moreThanAreRemembered_forgetTheOneNotHeardOfForLongest() {
    play("a", 0, false, 1);
    play("b", 0, false, 1);
    play("a", 1, false, 1);
    play("c", 0, false, 1);

    assertThat(times.begin("b", 1)).isFalse();
    assertThat(times.begin("a", 2)).isTrue();
  }

  @Test
  void ended_moreThanAreRemembered_areNotKept() {
    for (String id : new String[] {"a", "b", "c"}) {
      play(id, 0, true, 1);
    }

    assertThat(times.takeEnded()).extracting(Ended::rolloutId).containsExactly("a", "b");
  }

  private void play(String id, int turn, boolean last, long nanos) {
    assertThat(times.begin(id, turn)).isTrue();
    times.answered(id, last, nanos);
  }
}

package dev.rolloutserver.simulation.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.simulation.load.Slot.Own;
import dev.rolloutserver.simulation.load.Slot.Rest;
import dev.rolloutserver.simulation.load.Slot.Shared;
import dev.rolloutserver.simulation.load.Slot.Sum;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SlotTest {
  private static final Sum SUM = new Sum(new Own(0), new Own(1));
  private static final Rest REST = new Rest(SUM, new Own(2));

  @Test
  void values_ofAnyRollout_haveSixDigits() {
    LongStream.range(0, 100_000)
        .forEach(rollout -> {
          assertThat(new Own(0).value(rollout)).isBetween(300_000, 449_999);
          assertThat(new Shared(0).value(rollout)).isBetween(300_000, 449_999);
          assertThat(SUM.value(rollout)).isBetween(600_000, 899_998);
          assertThat(REST.value(rollout)).isBetween(150_001, 599_998);
        });
  }

  @Test
  void results_areThoseOfTheCalculator() {
    assertThat(SUM.value(7)).isEqualTo(new Own(0).value(7) + new Own(1).value(7));
    assertThat(REST.value(7)).isEqualTo(SUM.value(7) - new Own(2).value(7));
  }

  @Test
  void shared_isTheSameInAGroupOfEight_andOtherwiseNot() {
    assertThat(LongStream.range(16, 24).map(new Shared(3)::value).distinct().count()).isEqualTo(1);
    assertThat(new Shared(3).value(23)).isNotEqualTo(new Shared(3).value(24));
  }

  @Test
  void own_differsBetweenRolloutsAndPlaces() {
    assertThat(IntStream.range(0, 100).map(i -> new Own(i).value(5)).distinct().count())
        .isGreaterThan(95);
    assertThat(LongStream.range(0, 100).map(new Own(5)::value).distinct().count())
        .isGreaterThan(95);
  }
}

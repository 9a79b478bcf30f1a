package dev.rolloutserver.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FairQueueTest {
  private final FairQueue<String> queue = new FairQueue<>();

  @Test
  void poll_empty_isNull() {
    assertThat(queue.poll()).isNull();
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void poll_oneGroup_isFirstInFirstOut() {
    add("a1", "a2", "a3");

    assertThat(drained()).containsExactly("a1", "a2", "a3");
  }

  @Test
  void poll_severalGroups_servesThemInTurn() {
    add("a1", "a2", "a3", "b1", "c1", "c2");

    assertThat(drained()).containsExactly("a1", "b1", "c1", "a2", "c2", "a3");
  }

  @Test
  void add_newGroupBehindALongOne_waitsForOneOfIt() {
    add("a1", "a2", "a3", "a4");
    assertThat(queue.poll()).isEqualTo("a1");

    add("b1");

    assertThat(drained()).containsExactly("a2", "b1", "a3", "a4");
  }

  @Test
  void remove_inTheMiddle_leavesTheOrderOfTheOthers() {
    add("a1", "a2", "a3", "b1");

    assertThat(queue.remove("a", "a2")).isTrue();
    assertThat(queue.remove("a", "a2")).isFalse();

    assertThat(queue.size()).isEqualTo(3);
    assertThat(drained()).containsExactly("a1", "b1", "a3");
  }

  @Test
  void remove_lastOfAGroup_takesTheGroupOutOfTheRound() {
    add("a1", "b1", "c1");

    assertThat(queue.remove("b", "b1")).isTrue();

    assertThat(drained()).containsExactly("a1", "c1");
  }

  @Test
  void remove_unknown_isFalse() {
    add("a1");

    assertThat(queue.remove("b", "a1")).isFalse();
    assertThat(queue.remove("a", "a2")).isFalse();
    assertThat(queue.size()).isEqualTo(1);
  }

  /** Against the plainest thing that does the same: a list of lists. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void steps_random_areThoseOfAListOfLists(int seed) {
    Random random = new Random(seed);
    List<List<String>> round = new ArrayList<>();
    List<String> waiting = new ArrayList<>();
    for (int step = 0; step < 5_000; step++) {
      int dice = random.nextInt(10);
      if (dice < 5) {
        String name = (char) ('a' + random.nextInt(6)) + "" + step;
        add(name);
        waiting.add(name);
        groupIn(round, name).add(name);
      } else if (dice < 8 || waiting.isEmpty()) {
        String expected = null;
        if (!round.isEmpty()) {
          List<String> turn = round.removeFirst();
          expected = turn.removeFirst();
          waiting.remove(expected);
          if (!turn.isEmpty()) {
            round.add(turn);
          }
        }
        assertThat(queue.poll()).isEqualTo(expected);
      } else {
        String name = waiting.remove(random.nextInt(waiting.size()));
        groupIn(round, name).remove(name);
        round.removeIf(List::isEmpty);
        assertThat(queue.remove(name.substring(0, 1), name)).isTrue();
      }
      assertThat(queue.size()).isEqualTo(waiting.size());
    }
  }

  private static List<String> groupIn(List<List<String>> round, String name) {
    for (List<String> group : round) {
      if (group.getFirst().charAt(0) == name.charAt(0)) {
        return group;
      }
    }
    List<String> group = new ArrayList<>();
    round.add(group);
    return group;
  }

  /** While a group waits, none of the others is served twice. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void poll_whileAGroupWaits_servesEachOtherAtMostOnce(int seed) {
    Random random = new Random(seed);
    Map<String, Integer> servedWhileWaiting = new LinkedHashMap<>();
    for (int i = 0; i < 1000; i++) {
      String group = String.valueOf((char) ('a' + random.nextInt(10) * random.nextInt(2)));
      queue.add(group, group + i);
    }
    String last = "z0";
    queue.add("z", last);

    for (String next = queue.poll(); !last.equals(next); next = queue.poll()) {
      servedWhileWaiting.merge(String.valueOf(next).substring(0, 1), 1, Integer::sum);
    }

    assertThat(servedWhileWaiting.values()).containsOnly(1);
  }

  private void add(String... names) {
    for (String name : names) {
      queue.add(name.substring(0, 1), name);
    }
  }

  private List<String> drained() {
    List<String> all = new ArrayList<>();
    for (String next = queue.poll(); next != null; next = queue.poll()) {
      all.add(next);
    }
    assertThat(queue.size()).isZero();
    return all;
  }
}

package dev.rolloutserver.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.rolloutserver.prompt.PromptObserver;
import io.helidon.metrics.api.FunctionalCounter;
import io.helidon.metrics.api.Meter;
import io.helidon.metrics.api.Metrics;
import io.helidon.metrics.api.Timer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** In the registry of the whole JVM, as in the program: counts are compared, not absolute. */
class MetersTest {
  private final Meters meters = new Meters(Metrics.globalRegistry(), Set.of("add"));

  @Test
  void httpRequest_sameLabels_areOneCounter() {
    long before = count("DELETE", "499");
    meters.httpRequest("DELETE", 499);
    meters.httpRequest("DELETE", 499);

    assertThat(count("DELETE", "499") - before).isEqualTo(2);
    assertThat(counters("DELETE", "499")).hasSize(1);
  }

  @Test
  void httpRequest_inventedMethods_shareOneLabel() {
    long before = count("OTHER", "499");
    for (int i = 0; i < 100; i++) {
      meters.httpRequest("METHOD" + i, 499);
    }

    assertThat(count("OTHER", "499") - before).isEqualTo(100);
    assertThat(counters("METHOD1", "499")).isEmpty();
  }

  @Test
  void prompts_whatTheyCost_isCounted() {
    PromptObserver prompts = meters.prompts();
    List<Long> before = promptCounts();
    prompts.encoded(100);
    prompts.encoded(7);
    prompts.piecesLookedUp(1, 0);
    prompts.piecesLookedUp(0, 2);
    prompts.encodingWaited(1);
    List<Long> after = promptCounts();

    assertThat(IntStream.range(0, 4).mapToObj(i -> after.get(i) - before.get(i)))
        .containsExactly(107L, 1L, 2L, 1L);
  }

  @Test
  void rollout_thatWaitsForItsTokenizerOrTrainer_hasToldWhatHappenedBefore() {
    RolloutMeters steps = new RolloutMeters(meters);
    long waits = timed("rollout_queue_wait");
    steps.begun(1);
    assertThat(timed("rollout_queue_wait") - waits).isEqualTo(1);

    long calls = timed("llm_call_duration");
    steps.trainerFailed(1);
    assertThat(timed("llm_call_duration") - calls).isEqualTo(1);
  }

  @Test
  void connections_countHeldByNothingElse_goesOnAfterACollection() {
    AtomicLong opened = new AtomicLong();
    meters.connections("hub", () -> 0, () -> 0, opened::get);
    // a registry holds what it reads by a weak reference
    System.gc();

    opened.set(7);

    assertThat(meters("outbound_connections_opened"))
        .filteredOn(meter -> "hub".equals(meter.id().tagsMap().get("client")))
        .singleElement(type(FunctionalCounter.class))
        .extracting(FunctionalCounter::count)
        .isEqualTo(7L);
  }

  private static long timed(String name) {
    return ((Timer) meter(name)).count();
  }

  private List<Long> promptCounts() {
    return Stream.of("encoded_characters", "piece_cache_hits", "piece_cache_misses", "encode_wait")
        .map(name ->
            switch (meter(name)) {
              case FunctionalCounter counter -> counter.count();
              case Timer timer -> timer.count();
              case Meter other -> throw new AssertionError(other);
            })
        .toList();
  }

  private static Meter meter(String name) {
    return meters(name).getFirst();
  }

  private static List<Meter> meters(String name) {
    return Metrics.globalRegistry().meters().stream()
        .filter(meter -> meter.id().name().equals(name))
        .map(Meter.class::cast)
        .toList();
  }

  private long count(String method, String status) {
    return counters(method, status).mapToLong(meter -> ((FunctionalCounter) meter).count()).sum();
  }

  private static Stream<Meter> counters(String method, String status) {
    return meters("http_requests").stream()
        .filter(meter -> method.equals(meter.id().tagsMap().get("method")))
        .filter(meter -> status.equals(meter.id().tagsMap().get("status")));
  }
}

package dev.rolloutserver.telemetry;

import io.helidon.metrics.api.FunctionalCounter;
import io.helidon.metrics.api.Gauge;
import io.helidon.metrics.api.Meter;
import io.helidon.metrics.api.MeterRegistry;
import io.helidon.metrics.api.Tag;
import io.helidon.metrics.api.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** Makes the meters of {@link Metric} in one registry. */
final class MeterTable {
  /** From a tool call to an agent of an hour. */
  private static final List<Duration> BUCKETS =
      List.of(
          Duration.ofMillis(1),
          Duration.ofMillis(5),
          Duration.ofMillis(10),
          Duration.ofMillis(50),
          Duration.ofMillis(100),
          Duration.ofMillis(250),
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          Duration.ofMillis(2500),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofMinutes(1),
          Duration.ofMinutes(2),
          Duration.ofMinutes(5),
          Duration.ofMinutes(10),
          Duration.ofMinutes(30),
          Duration.ofHours(1));

  private final MeterRegistry registry;

  /**
   * What is counted elsewhere: the registry itself would let go of it. By name and label values.
   */
  private final Map<List<String>, LongSupplier> counts = new ConcurrentHashMap<>();

  MeterTable(MeterRegistry registry) {
    this.registry = registry;
  }

  /** A count from 0; adding to it costs less than to a registry's own. */
  Recorder counter(Metric metric, String... values) {
    AtomicLong count = new AtomicLong();
    count(metric, count::get, values);
    return count::addAndGet;
  }

  Counters counters(Metric metric) {
    return new Counters(value -> counter(metric, value));
  }

  CounterPairs counters(Metric metric, Set<String> firsts) {
    return new CounterPairs(firsts, (first, second) -> counter(metric, first, second));
  }

  /** Counters that are told a time, which goes on to another meter. */
  CounterPairs counters(Metric metric, Set<String> firsts, Recorder times) {
    return new CounterPairs(
        firsts, (first, second) -> times.counting(counter(metric, first, second)));
  }

  /** Quantiles, or buckets: both in one would be neither for a strict parser. */
  Recorder timer(Metric metric) {
    Timer.Builder builder = described(metric, Timer.builder(metric.meterName()), List.of());
    Timer timer =
        registry.getOrCreate(
            metric.kind() == Metric.Kind.HISTOGRAM
                ? builder.buckets(BUCKETS.toArray(Duration[]::new)).percentiles(new double[0])
                : builder.percentiles(0.5, 0.9, 0.99));
    return nanos -> timer.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** A value that is read when it is asked for. */
  void gauge(Metric metric, DoubleSupplier value, String... values) {
    List<Tag> tags = forget(metric, values);
    registry.getOrCreate(
        described(metric, Gauge.builder(metric.meterName(), value::getAsDouble), tags));
  }

  /** A count that is kept elsewhere. */
  void count(Metric metric, LongSupplier value, String... values) {
    List<Tag> tags = forget(metric, values);
    counts.put(Stream.concat(Stream.of(metric.meterName()), Stream.of(values)).toList(), value);
    registry.getOrCreate(
        described(
            metric,
            FunctionalCounter.builder(metric.meterName(), value, LongSupplier::getAsLong),
            tags));
  }

  /** Of two servers in one process the last one is shown. */
  private List<Tag> forget(Metric metric, String... values) {
    List<Tag> tags = tags(metric, values);
    registry.remove(metric.meterName(), tags);
    return tags;
  }

  private static <B extends Meter.Builder<B, M>, M extends Meter> B described(
      Metric metric, B builder, List<Tag> tags) {
    return builder.description(metric.description()).tags(tags);
  }

  private static List<Tag> tags(Metric metric, String... values) {
    List<String> labels = metric.labels();
    if (labels.size() != values.length) {
      throw new IllegalArgumentException(metric + " has the labels " + labels);
    }
    List<Tag> tags = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      tags.add(Tag.create(labels.get(i), values[i]));
    }
    return tags;
  }
}

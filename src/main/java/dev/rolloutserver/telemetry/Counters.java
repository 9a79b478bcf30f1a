package dev.rolloutserver.telemetry;

import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.MeterRegistry;
import io.helidon.metrics.api.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counters of one name, one for each combination of label values; looked up once, then kept. */
final class Counters {
  private final MeterRegistry registry;
  private final String name;
  private final String description;
  private final List<String> labels;
  private final Map<List<String>, Counter> counters = new ConcurrentHashMap<>();

  Counters(MeterRegistry registry, String name, String description, List<String> labels) {
    this.registry = registry;
    this.name = name;
    this.description = description;
    this.labels = labels;
  }

  /** The counter of these values, in the order of the labels; the caller bounds their number. */
  Counter of(String... values) {
    return counters.computeIfAbsent(List.of(values), this::create);
  }

  private Counter create(List<String> values) {
    List<Tag> tags = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      tags.add(Tag.create(labels.get(i), values.get(i)));
    }
    return registry.getOrCreate(Counter.builder(name).description(description).tags(tags));
  }
}

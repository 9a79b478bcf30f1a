package dev.rolloutserver.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A span that has begun. Not the SDK's own: that holds attributes in a class of HashMap, and with
 * it, the third of these that is seen, the JIT compiler no longer puts what fills a map into who
 * fills it, anywhere in the server. For one thread.
 */
final class OpenSpan {
  /** Of an attribute, in characters: names of tools are the model's. */
  private static final int MAX_VALUE = 1024;

  /** Of one span: a trainer may fail for hours. */
  private static final int MAX_EVENTS = 128;

  private final SpanStarts starts;
  private final String name;
  private final SpanKind kind;
  private final SpanContext context;
  private final SpanContext parent;
  private final Instant start;
  private final AttributesBuilder attributes = Attributes.builder();
  private final List<EventData> events = new ArrayList<>();
  private int eventsSeen;
  private StatusData status = StatusData.unset();

  /**
   * A span below another one.
   *
   * @param parent invalid where it begins a trace
   */
  OpenSpan(
      SpanStarts starts,
      String name,
      SpanKind kind,
      SpanContext context,
      SpanContext parent,
      Instant start) {
    this.starts = starts;
    this.name = name;
    this.kind = kind;
    this.context = context;
    this.parent = parent;
    this.start = start;
  }

  SpanContext context() {
    return context;
  }

  /** Cut where it is long. */
  OpenSpan with(String key, String value) {
    attributes.put(key, cut(value));
    return this;
  }

  OpenSpan with(String key, long value) {
    attributes.put(key, value);
    return this;
  }

  OpenSpan with(String key, double value) {
    attributes.put(key, value);
    return this;
  }

  OpenSpan with(AttributeKey<List<String>> key, List<String> values) {
    attributes.put(key, values);
    return this;
  }

  OpenSpan failed(String type) {
    status = StatusData.error();
    return with("error.type", type);
  }

  /** Beyond the first {@value #MAX_EVENTS} it is counted only. */
  void event(String what, Instant at) {
    eventsSeen++;
    if (events.size() < MAX_EVENTS) {
      events.add(EventData.create(EndedSpan.nanos(at), what, Attributes.empty()));
    }
  }

  /** Hands it to whoever sends it. */
  void end(Instant end) {
    starts.ended(
        new EndedSpan(
            name,
            kind,
            context,
            parent,
            EndedSpan.nanos(start),
            EndedSpan.nanos(end),
            attributes.build(),
            List.copyOf(events),
            eventsSeen,
            status,
            starts.resource(),
            starts.scope()));
  }

  private static String cut(String value) {
    if (value.length() <= MAX_VALUE) {
      return value;
    }
    boolean within = Character.isHighSurrogate(value.charAt(MAX_VALUE - 1));
    return value.substring(0, within ? MAX_VALUE - 1 : MAX_VALUE);
  }
}

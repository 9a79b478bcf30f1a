package dev.rolloutserver.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.sdk.trace.IdGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Random ids, but for spans whose ids were told before they are made, which are begun here. Safe
 * for use by many threads.
 */
final class ChosenIds implements IdGenerator {
  private static final IdGenerator RANDOM = IdGenerator.random();

  private @Nullable String traceId;
  private @Nullable String spanId;

  /**
   * Begins a span.
   *
   * @param trace id of its trace, where it has no parent; null for a random one
   * @param id its own; null for a random one
   */
  synchronized Span start(SpanBuilder span, @Nullable String trace, @Nullable String id) {
    traceId = trace;
    spanId = id;
    try {
      return span.startSpan();
    } finally {
      traceId = null;
      spanId = null;
    }
  }

  @Override
  public synchronized String generateTraceId() {
    return traceId == null ? RANDOM.generateTraceId() : traceId;
  }

  @Override
  public synchronized String generateSpanId() {
    return spanId == null ? RANDOM.generateSpanId() : spanId;
  }

  @Override
  public boolean generatesRandomTraceIds() {
    return true;
  }
}

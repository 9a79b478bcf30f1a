package dev.rolloutserver.telemetry;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.time.Instant;
import java.util.Set;

/**
 * Begins the spans of rollouts.
 *
 * @param processor sends those that have ended
 * @param tools names of tools that may name a span
 */
record SpanStarts(
    SpanProcessor processor, Resource resource, InstrumentationScopeInfo scope, Set<String> tools) {
  OpenSpan rollout(TraceIds trace, Instant start) {
    return new OpenSpan(
        this, "rollout", SpanKind.SERVER, trace.context(newId()), trace.worker(), start);
  }

  /** The span of a call whose id the trainer was told. */
  OpenSpan call(String id, OpenSpan parent, Instant start) {
    return below(parent, "chat", SpanKind.CLIENT, id, start);
  }

  OpenSpan tool(String name, OpenSpan parent, Instant start) {
    // the model invents names, and a span's is to be one of a few
    return within(tools.contains(name) ? "execute_tool " + name : "execute_tool", parent, start);
  }

  /** One of what this server does itself. */
  OpenSpan within(String name, OpenSpan parent, Instant start) {
    return below(parent, name, SpanKind.INTERNAL, newId(), start);
  }

  void ended(EndedSpan span) {
    processor.onEnd(span);
  }

  private OpenSpan below(OpenSpan parent, String name, SpanKind kind, String id, Instant start) {
    SpanContext above = parent.context();
    return new OpenSpan(
        this,
        name,
        kind,
        SpanContext.create(above.getTraceId(), id, above.getTraceFlags(), above.getTraceState()),
        above,
        start);
  }

  private static String newId() {
    return IdGenerator.random().generateSpanId();
  }
}

package dev.rolloutserver.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.Set;

/**
 * Begins the spans of rollouts.
 *
 * @param tools names of tools that may name a span
 */
record SpanStarts(Tracer tracer, ChosenIds ids, Set<String> tools) {
  Span rollout(TraceIds trace, Instant start) {
    return ids.start(
        tracer
            .spanBuilder("rollout")
            .setParent(trace.above())
            .setSpanKind(SpanKind.SERVER)
            .setStartTimestamp(start),
        trace.traceId(),
        null);
  }

  /** The span of a call whose id the trainer was told. */
  Span call(String id, Span parent, Instant start) {
    return ids.start(
        tracer
            .spanBuilder("chat")
            .setParent(Context.root().with(parent))
            .setSpanKind(SpanKind.CLIENT)
            .setStartTimestamp(start),
        null,
        id);
  }

  Span tool(String name, Span parent, Instant start) {
    // the model invents names, and a span's is to be one of a few
    return within(tools.contains(name) ? "execute_tool " + name : "execute_tool", parent, start);
  }

  /** One of what this server does itself. */
  Span within(String name, Span parent, Instant start) {
    return ids.start(
        tracer.spanBuilder(name).setParent(Context.root().with(parent)).setStartTimestamp(start),
        null,
        null);
  }
}

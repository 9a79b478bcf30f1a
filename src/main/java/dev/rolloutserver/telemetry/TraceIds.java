package dev.rolloutserver.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The ids of a rollout's trace that the trainer is told, before their spans are made.
 *
 * @param worker whose trace it is part of; invalid where it begins here
 * @param traceId in 32 hexadecimal digits
 * @param flags of W3C Trace Context
 * @param calls from which the ids of calls are counted
 */
record TraceIds(SpanContext worker, String traceId, TraceFlags flags, long calls) {
  private static final TraceFlags SAMPLED_AND_RANDOM = TraceFlags.fromByte((byte) 3);

  /** Random ones, in the worker's trace if that is valid. */
  static TraceIds of(SpanContext worker) {
    // a number of turns more, and none is 0, which is no id
    long calls = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE - Integer.MAX_VALUE);
    return worker.isValid()
        ? new TraceIds(worker, worker.getTraceId(), worker.getTraceFlags(), calls)
        : new TraceIds(worker, IdGenerator.random().generateTraceId(), SAMPLED_AND_RANDOM, calls);
  }

  /** Where the rollout's own span belongs. */
  Context above() {
    return Context.root().with(Span.wrap(worker));
  }

  /** Of the span of a turn's call, in 16 hexadecimal digits. */
  String callId(int turn) {
    return SpanId.fromLong(calls + turn);
  }

  /** Headers by which the trainer joins the trace below that span. */
  Map<String, String> headers(int turn) {
    return Traces.headers(SpanContext.create(traceId, callId(turn), flags, worker.getTraceState()));
  }
}

package dev.rolloutserver.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The ids of a rollout's trace that the trainer is told, before its spans are made, if they are.
 * The same few steps whether they are or not: the JIT compiler may put another way, of one rollout
 * in a hundred, into the agent loop with all that it calls.
 *
 * @param worker whose trace it is part of; invalid where it begins here
 * @param traceId in 32 hexadecimal digits
 * @param flags of W3C Trace Context, in two hexadecimal digits
 * @param state of the worker's trace, as the header has it; null where it has none
 * @param calls from which the ids of calls are counted
 */
record TraceIds(
    SpanContext worker, String traceId, String flags, @Nullable String state, long calls) {
  private static final String TRACE_PARENT = "traceparent";
  private static final String TRACE_STATE = "tracestate";

  /** Flags of a trace that begins here: a random id, and whether it is sampled. */
  private static final String RANDOM = "02";

  private static final String SAMPLED_AND_RANDOM = "03";

  /** Random ones, in the worker's trace if that is valid. */
  static TraceIds of(SpanContext worker, boolean sampled) {
    // a number of turns more, and none is 0, which is no id
    long calls = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE - Integer.MAX_VALUE);
    return worker.isValid()
        ? new TraceIds(
            worker, worker.getTraceId(), worker.getTraceFlags().asHex(), state(worker), calls)
        : new TraceIds(worker, randomId(), sampled ? SAMPLED_AND_RANDOM : RANDOM, null, calls);
  }

  /** Of the rollout's own span, with this id. */
  SpanContext context(String spanId) {
    return SpanContext.create(
        traceId, spanId, TraceFlags.fromHex(flags, 0), worker.getTraceState());
  }

  /** Of the span of a turn's call, in 16 hexadecimal digits. */
  String callId(int turn) {
    return HexFormat.of().toHexDigits(calls + turn);
  }

  /** Headers by which the trainer joins the trace below that span. */
  Map<String, String> headers(int turn) {
    String parent = "00-" + traceId + '-' + callId(turn) + '-' + flags;
    return state == null
        ? Map.of(TRACE_PARENT, parent)
        : Map.of(TRACE_PARENT, parent, TRACE_STATE, state);
  }

  /** In 32 hexadecimal digits; not 0, which is no id. */
  private static String randomId() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return HexFormat.of().toHexDigits(random.nextLong())
        + HexFormat.of().toHexDigits(random.nextLong(1, Long.MAX_VALUE));
  }

  private static @Nullable String state(SpanContext worker) {
    if (worker.getTraceState().isEmpty()) {
      return null;
    }
    Map<String, String> headers = new HashMap<>();
    W3CTraceContextPropagator.getInstance()
        .inject(
            Context.root().with(Span.wrap(worker)),
            headers,
            (_, name, value) -> headers.put(name, value));
    return headers.get(TRACE_STATE);
  }
}

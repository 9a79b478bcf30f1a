package dev.rolloutserver.telemetry;

import dev.rolloutserver.rollout.RolloutNotes;
import dev.rolloutserver.rollout.RolloutObserver;
import dev.rolloutserver.rollout.RolloutObservers;
import dev.rolloutserver.rollout.Tapes;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A trace for each rollout, part of its worker's where that tells one, sent to an OTLP receiver in
 * the background. It holds no word of a conversation.
 */
public final class Traces implements RolloutObservers, AutoCloseable {
  private static final long LAST_SPANS_SECONDS = 5;

  /** Steps are told many at once: spans of so many are held until they are sent. */
  private static final int MAX_QUEUED_SPANS = 8192;

  /** Sampled and random: others may mean something else to whoever is told them. */
  private static final int FLAGS_PASSED_ON = 3;

  private static final TextMapGetter<Map<String, String>> HEADERS = new HeaderGetter();

  private final SpanProcessor processor;
  private final SpanStarts starts;
  private final Tapes tapes;
  private final double samplingRatio;

  /**
   * Traces that are sent so.
   *
   * @param version of this server
   * @param tools names of tools that may name a span
   * @param tapes tell the steps of rollouts
   */
  public Traces(TraceSettings settings, String version, Set<String> tools, Tapes tapes) {
    this.processor =
        BatchSpanProcessor.builder(
                OtlpHttpSpanExporter.builder()
                    .setEndpoint(settings.endpoint() + "/v1/traces")
                    .build())
            .setMaxQueueSize(MAX_QUEUED_SPANS)
            .build();
    Resource resource =
        Resource.getDefault()
            .merge(
                Resource.create(
                    Attributes.of(
                        AttributeKey.stringKey("service.name"),
                        settings.serviceName(),
                        AttributeKey.stringKey("service.version"),
                        version)));
    InstrumentationScopeInfo scope =
        InstrumentationScopeInfo.builder("dev.rolloutserver").setVersion(version).build();
    this.starts = new SpanStarts(processor, resource, scope, Set.copyOf(tools));
    this.tapes = tapes;
    this.samplingRatio = settings.samplingRatio();
  }

  @Override
  public RolloutObserver queued(RolloutNotes notes) {
    SpanContext worker = worker(notes.spec().traceContext());
    boolean sampled =
        worker.isValid()
            ? worker.isSampled()
            : ThreadLocalRandom.current().nextDouble() < samplingRatio;
    return new RolloutSpans(starts, TraceIds.of(worker, sampled), sampled, notes, tapes);
  }

  /** What the worker's headers tell; invalid where that is nothing. */
  private static SpanContext worker(Map<String, String> headers) {
    if (headers.isEmpty()) {
      return SpanContext.getInvalid();
    }
    SpanContext told =
        Span.fromContext(
                W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, HEADERS))
            .getSpanContext();
    int flags = told.getTraceFlags().asByte() & FLAGS_PASSED_ON;
    return SpanContext.createFromRemoteParent(
        told.getTraceId(),
        told.getSpanId(),
        TraceFlags.fromByte((byte) flags),
        told.getTraceState());
  }

  /** Sends what is left, for a few seconds at most. */
  @Override
  public void close() {
    processor.shutdown().join(LAST_SPANS_SECONDS, TimeUnit.SECONDS);
  }

  private static final class HeaderGetter implements TextMapGetter<Map<String, String>> {
    @Override
    public Iterable<String> keys(Map<String, String> carrier) {
      return carrier.keySet();
    }

    @Override
    public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
      return carrier == null ? null : carrier.get(key);
    }
  }
}

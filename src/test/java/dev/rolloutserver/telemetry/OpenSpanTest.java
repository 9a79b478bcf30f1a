package dev.rolloutserver.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenSpanTest {
  private static final SpanContext WORKER =
      SpanContext.createFromRemoteParent(
          "0af7651916cd43dd8448eb211c80319c",
          "b7ad6b7169203331",
          TraceFlags.fromByte((byte) 3),
          TraceState.builder().put("vendor", "a:1").build());

  private static final Instant START = Instant.ofEpochSecond(1_700_000_000, 123_456_789);
  private static final AttributeKey<String> NAME = AttributeKey.stringKey("gen_ai.tool.name");

  private final Kept kept = new Kept();
  private final SpanStarts starts =
      new SpanStarts(
          kept,
          Resource.create(Attributes.empty()),
          InstrumentationScopeInfo.create("here"),
          Set.of("add"));
  private final OpenSpan rollout = starts.rollout(TraceIds.of(WORKER, true), START);

  @Test
  void spans_areOfTheWorkersTrace_withItsFlagsAndState() {
    OpenSpan turn = starts.within("turn", rollout, START);
    OpenSpan call = starts.call("00f067aa0ba902b7", turn, START);
    List.of(call, turn, rollout).forEach(span -> span.end(START.plusNanos(7)));

    assertThat(kept.spans).extracting(SpanData::getName).containsExactly("chat", "turn", "rollout");
    assertThat(kept.spans)
        .allSatisfy(span -> {
          assertThat(span.getTraceId()).isEqualTo(WORKER.getTraceId());
          assertThat(span.getSpanContext().getTraceFlags()).isEqualTo(WORKER.getTraceFlags());
          assertThat(span.getSpanContext().getTraceState()).isEqualTo(WORKER.getTraceState());
          assertThat(span.getSpanContext().isRemote()).isFalse();
          assertThat(span.getStartEpochNanos()).isEqualTo(1_700_000_000_123_456_789L);
          assertThat(span.getEndEpochNanos()).isEqualTo(1_700_000_000_123_456_796L);
          assertThat(span.getInstrumentationScopeInfo().getName()).isEqualTo("here");
        });
    SpanData chat = kept.spans.getFirst();
    assertThat(chat.getSpanId()).isEqualTo("00f067aa0ba902b7");
    assertThat(chat.getKind()).isEqualTo(SpanKind.CLIENT);
    assertThat(chat.getParentSpanId()).isEqualTo(turn.context().getSpanId());
    SpanData whole = kept.spans.getLast();
    assertThat(whole.getKind()).isEqualTo(SpanKind.SERVER);
    assertThat(whole.getParentSpanContext()).isEqualTo(WORKER);
    assertThat(kept.spans).extracting(SpanData::getSpanId).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(ints = {1023, 1024})
  void text_isCut_betweenCharacters(int before) {
    rollout.with(NAME.getKey(), "x".repeat(before) + "\ud83d\ude00".repeat(2)).end(START);

    assertThat(kept.spans.getFirst().getAttributes().get(NAME)).isEqualTo("x".repeat(before));
  }

  @Test
  void text_ofTheLongestLength_isWhole() {
    rollout.with(NAME.getKey(), "x".repeat(1024)).end(START);

    assertThat(kept.spans.getFirst().getAttributes().get(NAME)).hasSize(1024);
  }

  @Test
  void events_beyondTheFirst_areCountedOnly() {
    for (int i = 0; i < 130; i++) {
      rollout.event("attempt failed: " + i, START.plusSeconds(i));
    }
    rollout.end(START.plusSeconds(130));

    SpanData span = kept.spans.getFirst();
    assertThat(span.getEvents()).hasSize(128);
    assertThat(span.getEvents().getLast().getName()).isEqualTo("attempt failed: 127");
    assertThat(span.getTotalRecordedEvents()).isEqualTo(130);
  }

  /** What has ended. */
  private static final class Kept implements SpanProcessor {
    private final List<SpanData> spans = new ArrayList<>();

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
      throw new AssertionError("a span of the SDK's own: " + span);
    }

    @Override
    public boolean isStartRequired() {
      return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
      spans.add(span.toSpanData());
    }

    @Override
    public boolean isEndRequired() {
      return true;
    }
  }
}

package dev.rolloutserver;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static dev.rolloutserver.TraceReceiver.attribute;
import static dev.rolloutserver.TraceReceiver.hex;
import static dev.rolloutserver.TraceReceiver.value;
import static dev.rolloutserver.TrainerTurn.calls;
import static dev.rolloutserver.TrainerTurn.says;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import com.google.protobuf.ByteString;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.rollout.RolloutNotes;
import dev.rolloutserver.rollout.RolloutObserver;
import dev.rolloutserver.rollout.RolloutSpec;
import dev.rolloutserver.rollout.RolloutSpecs;
import dev.rolloutserver.rollout.Tapes;
import dev.rolloutserver.telemetry.TraceSettings;
import dev.rolloutserver.telemetry.Traces;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an OTLP receiver is told of rollouts. */
class TraceTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-01";
  private static final String UNSAMPLED = "00-" + TRACE + "-b7ad6b7169203331-00";

  private static final int ROLLOUTS = 64;

  @RegisterExtension
  private final WireMockExtension trainer =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir private Path folder;

  @AfterEach
  void stop() {
    client.close();
  }

  @Test
  void rollout_ofATracedWorker_isItsChild_andTheTrainersCallsAreChildrenOfTurns() throws Exception {
    try (TraceReceiver receiver = new TraceReceiver()) {
      TrainerTurn.script(
          trainer,
          calls("add", "{\"a\": 2, \"b\": 3}", "no\nsuch", "{}").response(),
          says("5").response());
      play(receiver, Map.of("traces.sampling-ratio", "0"), "r-1", PARENT);

      Map<String, List<Span>> spans = byName(receiver);
      assertThat(spans)
          .containsOnlyKeys(
              "rollout", "turn", "prompt", "chat", "execute_tool add", "execute_tool");
      Span rollout = first(spans, "rollout");
      assertThat(hex(rollout.getTraceId())).isEqualTo(TRACE);
      assertThat(hex(rollout.getParentSpanId())).isEqualTo("b7ad6b7169203331");
      assertThat(rollout.getKind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
      assertThat(attribute(rollout, "gen_ai.conversation.id").getStringValue()).isEqualTo("r-1");
      assertThat(attribute(rollout, "rollout.finish_reason").getStringValue()).isEqualTo("stop");
      assertThat(attribute(rollout, "gen_ai.usage.output_tokens").getIntValue()).isEqualTo(6);
      assertThat(spans.get("turn"))
          .hasSize(2)
          .allSatisfy(turn -> assertThat(turn.getParentSpanId()).isEqualTo(rollout.getSpanId()));
      Span first = first(spans, "turn");
      for (String name : List.of("prompt", "chat", "execute_tool", "execute_tool add")) {
        Span child = first(spans, name);
        assertThat(child.getParentSpanId()).as(name).isEqualTo(first.getSpanId());
        assertThat(child.getStartTimeUnixNano()).isLessThanOrEqualTo(child.getEndTimeUnixNano());
      }
      Span failed = first(spans, "execute_tool");
      assertThat(failed.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
      assertThat(attribute(failed, "gen_ai.tool.name").getStringValue()).isEqualTo("no\nsuch");
      assertThat(parentsOfCalls())
          .isEqualTo(
              all(spans, "chat").stream()
                  .map(call -> "00-" + TRACE + "-" + hex(call.getSpanId()) + "-01")
                  .toList());
      assertThat(first(spans, "chat").getKind()).isEqualTo(SpanKind.SPAN_KIND_CLIENT);
    }
  }

  @Test
  void rollout_thatFails_tellsItsCategory() throws Exception {
    try (TraceReceiver receiver = new TraceReceiver()) {
      TrainerTurn.script(trainer, aResponse().withStatus(500).withBody("secret words"));
      play(receiver, Map.of(), "r", null);

      Map<String, List<Span>> spans = byName(receiver);
      assertThat(spans).containsOnlyKeys("rollout", "turn", "prompt", "chat");
      Span rollout = first(spans, "rollout");
      assertThat(attribute(rollout, "error.type").getStringValue())
          .isEqualTo("trainer_server_error");
      assertThat(rollout.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
      assertThat(first(spans, "chat").getEvents(0).getName())
          .isEqualTo("attempt failed: server_error");
      assertThat(rollout.getParentSpanId().isEmpty()).isTrue();
    }
  }

  @Test
  void turnWhosePromptCannotBeMade_isASpanWithoutACall_behindTheOneBefore() throws Exception {
    try (TraceReceiver receiver = new TraceReceiver()) {
      Object image = List.of(Map.of("type", "image", "url", "cat.png"));
      TrainerTurn.script(trainer, TrainerTurn.adds().message("content", image).response());
      play(receiver, Map.of(), "r", null);

      Map<String, List<Span>> spans = byName(receiver);
      assertThat(all(spans, "prompt")).hasSize(1);
      assertThat(all(spans, "chat")).hasSize(1);
      List<Span> turns =
          all(spans, "turn").stream()
              .sorted(Comparator.comparingLong(Span::getStartTimeUnixNano))
              .toList();
      assertThat(turns)
          .extracting(turn -> attribute(turn, "rollout.turn").getIntValue())
          .containsExactly(1L, 2L);
      assertThat(turns.getFirst().getEndTimeUnixNano())
          .isEqualTo(turns.getLast().getStartTimeUnixNano());
      assertThat(turns.getLast().getEndTimeUnixNano())
          .isGreaterThanOrEqualTo(turns.getLast().getStartTimeUnixNano());
      assertThat(attribute(first(spans, "rollout"), "error.type").getStringValue())
          .isEqualTo("template_error");
    }
  }

  @Test
  void resource_namesTheService_andNothingSaidIsSent() throws Exception {
    try (TraceReceiver receiver = new TraceReceiver()) {
      TrainerTurn.script(trainer, says("SAID91bc").response());
      play(receiver, Map.of("traces.service-name", "mine"), "r", null);

      ResourceSpans sent = receiver.received().getFirst();
      assertThat(value(sent.getResource().getAttributesList(), "service.name").getStringValue())
          .isEqualTo("mine");
      assertThat(receiver.received().toString()).doesNotContain("SAID91bc", "What is 2 plus 3?");
    }
  }

  @Test
  void worker_thatIsNotTraced_decidesForTheTrainerToo() throws Exception {
    try (TraceReceiver receiver = new TraceReceiver()) {
      TrainerTurn.script(trainer, says("hi").response());
      play(receiver, Map.of(), "r", UNSAMPLED);

      assertThat(receiver.spans()).isEmpty();
      assertThat(parentsOfCalls())
          .hasSize(1)
          .allMatch(parent -> parent.matches("00-" + TRACE + "-[0-9a-f]{16}-00"));
    }
  }

  @Test
  void worker_withStateOfItsTrace_hasItPassedOn() throws Exception {
    try (TraceReceiver receiver = new TraceReceiver();
        ServerFixture server =
            ServerFixture.start(folder, Map.of("traces.endpoint", receiver.url()))) {
      TrainerTurn.script(trainer, says("hi").response(), says("ho").response());
      for (String parent : List.of(PARENT, UNSAMPLED)) {
        ask(server, "r" + parent, Map.of("traceparent", parent, "tracestate", "vendor=a:1"));
      }
    }

    assertThat(trainer.getAllServeEvents())
        .hasSize(2)
        .allMatch(event -> "vendor=a:1".equals(event.getRequest().getHeader("tracestate")));
  }

  @ParameterizedTest
  @CsvSource({"ff, 03", "fe, 02", "01, 01"})
  void worker_withFlagsThatMeanNothing_hasThemLeftOut(String flags, String passedOn)
      throws Exception {
    try (TraceReceiver receiver = new TraceReceiver()) {
      TrainerTurn.script(trainer, says("hi").response());
      play(receiver, Map.of(), "r", PARENT.replaceAll("..$", flags));

      assertThat(parentsOfCalls()).singleElement().asString().endsWith("-" + passedOn);
      assertThat(receiver.spans().isEmpty()).isEqualTo(passedOn.equals("02"));
    }
  }

  @Test
  void spans_lieWithinWhatTheyArePartOf() throws Exception {
    try (TraceReceiver receiver = new TraceReceiver()) {
      TrainerTurn.script(
          trainer, calls("add", "{\"a\": 2, \"b\": 3}").response(), says("5").response());
      play(receiver, Map.of(), "r", null);

      Map<ByteString, Span> byId = new HashMap<>();
      receiver.spans().forEach(span -> byId.put(span.getSpanId(), span));
      List<Span> parts =
          receiver.spans().stream().filter(span -> !span.getParentSpanId().isEmpty()).toList();
      assertThat(parts)
          .hasSize(7)
          .allSatisfy(part -> {
            Span whole = Objects.requireNonNull(byId.get(part.getParentSpanId()));
            assertThat(part.getStartTimeUnixNano())
                .isBetween(whole.getStartTimeUnixNano(), part.getEndTimeUnixNano());
            assertThat(part.getEndTimeUnixNano()).isLessThanOrEqualTo(whole.getEndTimeUnixNano());
          });
    }
  }

  @Test
  void rolloutThatIsRefused_isASpanThatSaysWhy() throws Exception {
    try (TraceReceiver receiver = new TraceReceiver();
        Tapes tapes = new Tapes(System::nanoTime)) {
      try (Traces traces =
          new Traces(
              new TraceSettings(URI.create(receiver.url()), 1, "test"), "1", Set.of(), tapes)) {
        RolloutSpec spec = RolloutSpecs.of("r", "hi", "m");
        tapes
            .observers(List.of(), traces)
            .queued(new RolloutNotes(spec, "trainer", tapes.now()))
            .refused("queue_full");
        tapes.settle();
      }

      Span rollout = first(byName(receiver), "rollout");
      assertThat(attribute(rollout, "error.type").getStringValue()).isEqualTo("queue_full");
      assertThat(rollout.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
    }
  }

  @Test
  void rolloutThatIsNotSampled_andOfWhichNobodyElseHears_hasNoSpan() throws Exception {
    Logger log = Logger.getLogger("dev.rolloutserver.rollout");
    @Nullable Level before = log.getLevel();
    log.setLevel(Level.OFF);
    try (TraceReceiver receiver = new TraceReceiver();
        Tapes tapes = new Tapes(System::nanoTime)) {
      try (Traces traces =
          new Traces(
              new TraceSettings(URI.create(receiver.url()), 0, "test"), "1", Set.of(), tapes)) {
        RolloutSpec spec = RolloutSpecs.of("r", "hi", "m");
        RolloutObserver rollout =
            tapes
                .observers(List.of(), traces)
                .queued(new RolloutNotes(spec, "trainer", tapes.now()));
        rollout.begun(0);
        rollout.trainerAsked(1, 1, 1, 1);
        tapes.settle();

        assertThat(rollout.traceHeaders(1).get("traceparent")).endsWith("-02");
        assertThat(rollout.traceHeaders(2)).isEqualTo(rollout.traceHeaders(1));
        rollout.refused("queue_full");
      }

      assertThat(receiver.spans()).isEmpty();
    } finally {
      log.setLevel(before);
    }
  }

  @Test
  void worker_withNonsenseForAParent_startsATraceOfItsOwn() throws Exception {
    try (TraceReceiver receiver = new TraceReceiver()) {
      TrainerTurn.script(trainer, says("hi").response());
      play(receiver, Map.of(), "r", "00-zz-\"x\"-01");

      assertThat(first(byName(receiver), "rollout").getParentSpanId().isEmpty()).isTrue();
    }
  }

  @Test
  void rolloutThatBeginsATrace_andIsNotSampled_tellsItsTrainerSo() throws Exception {
    try (TraceReceiver receiver = new TraceReceiver()) {
      TrainerTurn.script(
          trainer, calls("add", "{\"a\": 2, \"b\": 3}").response(), says("5").response());
      play(receiver, Map.of("traces.sampling-ratio", "0"), "r", null);

      assertThat(receiver.spans()).isEmpty();
      assertThat(parentsOfCalls())
          .hasSize(2)
          .allMatch(parent -> parent.matches("00-[0-9a-f]{32}-[0-9a-f]{16}-02"))
          .allMatch(parent -> parent.equals(parentsOfCalls().getFirst()));
    }
  }

  @Test
  void worker_withNonsenseForAParent_isSampledLikeOneWithNone() throws Exception {
    try (TraceReceiver receiver = new TraceReceiver()) {
      TrainerTurn.script(trainer, says("hi").response());
      play(receiver, Map.of("traces.sampling-ratio", "0"), "r", "00-zz-\"x\"-01");

      assertThat(receiver.spans()).isEmpty();
    }
  }

  @Test
  void samplingRatio_isThePartThatIsTraced_andWhatTheTrainerIsTold() throws Exception {
    try (TraceReceiver receiver = new TraceReceiver()) {
      try (ServerFixture server =
          ServerFixture.start(
              folder, Map.of("traces.endpoint", receiver.url(), "traces.sampling-ratio", "0.5"))) {
        TrainerTurn.script(
            trainer,
            Stream.generate(() -> says("hi").response())
                .limit(ROLLOUTS)
                .toArray(ResponseDefinitionBuilder[]::new));
        for (int i = 0; i < ROLLOUTS; i++) {
          ask(server, "r-" + i, Map.of());
        }
      }

      List<String> sampled =
          parentsOfCalls().stream().filter(parent -> parent.endsWith("-03")).toList();
      assertThat(byName(receiver).get("rollout")).hasSameSizeAs(sampled);
      // fewer or more come up once in 300 million times
      assertThat(sampled).hasSizeBetween(10, ROLLOUTS - 10);
      assertThat(parentsOfCalls()).doesNotHaveDuplicates();
    }
  }

  @Test
  void hostileIds_arriveAsTheyAre() throws Exception {
    try (TraceReceiver receiver = new TraceReceiver()) {
      for (String id : HostileIds.ALL) {
        TrainerTurn.script(trainer, says("hi").response());
        play(receiver, Map.of(), id, null);
      }

      assertThat(byName(receiver).get("rollout"))
          .extracting(span -> attribute(span, "gen_ai.conversation.id").getStringValue())
          .isEqualTo(HostileIds.ALL);
    }
  }

  @Test
  void withoutAnEndpoint_theTrainerIsToldNothing() throws Exception {
    TrainerTurn.script(trainer, says("hi").response());
    try (ServerFixture server = ServerFixture.start(folder, Map.of())) {
      ask(server, "r", PARENT);
    }

    assertThat(trainer.getAllServeEvents())
        .hasSize(1)
        .allMatch(event -> !event.getRequest().containsHeader("traceparent"));
  }

  @Test
  void page_ofARolloutWithATrace_namesIt() throws Exception {
    try (TraceReceiver receiver = new TraceReceiver();
        ServerFixture server =
            ServerFixture.start(folder, Map.of("traces.endpoint", receiver.url()))) {
      TrainerTurn.script(trainer, says("hi").response());
      ask(server, "r", UNSAMPLED);

      Map<String, @Nullable Object> all = server.get("/ui/api/rollouts?state=recent").json();
      Object row = ((List<?>) Objects.requireNonNull(all.get("recent"))).getFirst();
      Object key = ServerFixture.members(row).get("key");
      assertThat(server.get("/ui/api/rollouts/" + key).json()).containsEntry("trace_id", TRACE);
    }
  }

  /** One rollout of a server that has ended, so that all its spans are sent. */
  private void play(
      TraceReceiver receiver, Map<String, String> settings, String id, @Nullable String parent)
      throws Exception {
    Map<String, String> all = new HashMap<>(settings);
    all.put("traces.endpoint", receiver.url());
    try (ServerFixture server = ServerFixture.start(folder, all)) {
      ask(server, id, parent);
    }
  }

  private void ask(ServerFixture server, String id, @Nullable String parent) throws Exception {
    ask(server, id, parent == null ? Map.of() : Map.of("traceparent", parent));
  }

  private void ask(ServerFixture server, String id, Map<String, String> headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/rollout"))
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofByteArray(
                    Json.write(ServerFixture.body(trainer.baseUrl(), "rollout_id", id))));
    headers.forEach(request::header);
    assertThat(client.send(request.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(200);
  }

  private List<String> parentsOfCalls() {
    return trainer.getAllServeEvents().reversed().stream()
        .map(ServeEvent::getRequest)
        .map(request -> request.getHeader("traceparent"))
        .toList();
  }

  private static Span first(Map<String, List<Span>> spans, String name) {
    return all(spans, name).getFirst();
  }

  private static List<Span> all(Map<String, List<Span>> spans, String name) {
    return spans.getOrDefault(name, List.of());
  }

  private static Map<String, List<Span>> byName(TraceReceiver receiver) {
    Map<String, List<Span>> spans = new HashMap<>();
    receiver
        .spans()
        .forEach(span -> spans.computeIfAbsent(span.getName(), _ -> new ArrayList<>()).add(span));
    return spans;
  }
}

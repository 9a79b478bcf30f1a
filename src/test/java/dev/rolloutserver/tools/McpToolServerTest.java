package dev.rolloutserver.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rolloutserver.conversation.ToolCall;
import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.outbound.DestinationPolicy;
import dev.rolloutserver.outbound.DestinationRule;
import dev.rolloutserver.outbound.OutboundHttp;
import dev.rolloutserver.outbound.OutboundSettings;
import dev.rolloutserver.outbound.TlsFiles;
import dev.rolloutserver.tools.McpServerFixture.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a server over HTTP. */
class McpToolServerTest {
  private static final Duration PLENTY = Duration.ofMinutes(1);

  private final Cancellation cancellation = new Cancellation();
  private final OutboundHttp http =
      new OutboundHttp(
          new OutboundSettings(
              Duration.ofSeconds(10),
              Duration.ZERO,
              Integer.MAX_VALUE,
              DestinationPolicy.OPEN,
              TlsFiles.NONE));
  private McpServerFixture fixture;

  @BeforeEach
  void start() throws IOException {
    fixture = new McpServerFixture();
  }

  @AfterEach
  void stop() {
    fixture.close();
    http.close();
  }

  @Test
  void tools_onSeveralPages_areAllListedInOrder() {
    fixture.tool("c", _ -> Answer.text("")).tool("a", _ -> Answer.text(""));
    fixture.tool("b", _ -> Answer.text("")).toolsInAPage(2);
    try (McpToolServer server = open()) {
      assertThat(server.tools()).extracting(Tool::name).containsExactly("c", "a", "b");
      assertThat(fixture.asked())
          .containsExactly(
              "POST initialize",
              "POST notifications/initialized",
              "POST tools/list",
              "POST tools/list");
    }
  }

  @Test
  void definition_keepsSchemaAsItIs() {
    fixture.tool("look", _ -> Answer.text("")).tool("bare", _ -> Answer.text(""));
    try (McpToolServer server = open()) {
      assertThat(Json.text(server.tools().getFirst().definition()))
          .isEqualTo(
              "{\"type\":\"function\",\"function\":{\"name\":\"look\",\"description\":\"Does look\","
                  + "\"parameters\":{\"type\":\"object\","
                  + "\"properties\":{\"text\":"
                  + text(server)
                  + "},\"required\":[\"text\"],"
                  + "\"additionalProperties\":false,\"x-vendor\":[1.5,12345678901234567]}}}");
      assertThat(Json.text(server.tools().get(1).definition())).contains("\"description\":\"\"");
    }
  }

  /** The one part of the schema whose order is not fixed. */
  private static String text(McpToolServer server) {
    String definition = Json.text(server.tools().getFirst().definition());
    return definition.contains("{\"type\":\"string\",\"maxLength\":5}")
        ? "{\"type\":\"string\",\"maxLength\":5}"
        : "{\"maxLength\":5,\"type\":\"string\"}";
  }

  @Test
  void call_sendsTheArguments_andGivesTheText() {
    fixture.tool("echo", arguments -> Answer.text(Json.text(arguments)));
    try (McpToolServer server = open()) {
      String arguments = "{\"text\":\"é\",\"n\":123456789012345678901234567890,\"x\":[null,0.5]}";
      assertThat(run(server, "echo", arguments)).isEqualTo(new ToolResult(arguments, false, null));
    }
  }

  @Test
  void call_answeredAsEvents_givesTheText() {
    fixture.tool("stream", _ -> Answer.text("from a stream").asEvents());
    try (McpToolServer server = open()) {
      assertThat(run(server, "stream", "{}").content()).isEqualTo("from a stream");
    }
  }

  @Test
  void call_withOtherContent_givesNotesAndTexts() {
    fixture.tool(
        "mixed",
        _ ->
            Answer.result(
                Map.of(
                    "structuredContent", Map.of("unused", true),
                    "content",
                        List.of(
                            Map.of("type", "text", "text", "one"),
                            Map.of("type", "image", "data", "AA==", "mimeType", "image/png"),
                            Map.of("type", "audio", "data", "AA==", "mimeType", "audio/wav"),
                            Map.of("type", "resource_link", "uri", "file:///a", "name", "a"),
                            resource(Map.of("uri", "file:///b", "text", "inside b")),
                            resource(Map.of("uri", "file:///c", "blob", "AA=="))))));
    try (McpToolServer server = open()) {
      assertThat(run(server, "mixed", "{}").content())
          .isEqualTo(
              "one\n[image: image/png]\n[audio: audio/wav]\n[resource_link: file:///a]\ninside b\n"
                  + "[resource: file:///c]");
    }
  }

  @Test
  void call_withoutText_givesTheStructuredContent() {
    fixture.tool(
        "data",
        _ -> Answer.result(Map.of("content", List.of(), "structuredContent", Map.of("n", 1))));
    fixture.tool("nothing", _ -> Answer.result(Map.of("content", List.of())));
    try (McpToolServer server = open()) {
      assertThat(run(server, "data", "{}").content()).isEqualTo("{\"n\":1}");
      assertThat(run(server, "nothing", "{}")).isEqualTo(new ToolResult("", false, null));
    }
  }

  @Test
  void call_isError_hasFailedWithItsText() {
    fixture.tool("fails", _ -> Answer.error("no such city"));
    try (McpToolServer server = open()) {
      assertThat(run(server, "fails", "{}"))
          .isEqualTo(new ToolResult("Error: no such city", true, "no such city"));
    }
  }

  @Test
  void call_refusedByTheProtocol_saysWhy() {
    fixture.tool("strict", _ -> Answer.fault(-32602, "text is missing"));
    try (McpToolServer server = open()) {
      assertThat(run(server, "strict", "{}").content())
          .isEqualTo("Error: The server of strict refuses: 'text is missing'");
    }
  }

  @ParameterizedTest
  @CsvSource({"99999, false", "100000, false", "100001, true"})
  void call_longText_isCutAndSaysSo(int length, boolean cut) {
    fixture.tool("long", _ -> Answer.text("x".repeat(length)));
    try (McpToolServer server = open()) {
      String expected =
          cut ? "x".repeat(100_000) + "\n[cut: 100000 of 100001 characters]" : "x".repeat(length);
      assertThat(run(server, "long", "{}").content()).isEqualTo(expected);
    }
  }

  @Test
  void call_cutInASurrogatePair_leavesThePairOut() {
    fixture.tool("long", _ -> Answer.text("x".repeat(99_999) + "😀"));
    try (McpToolServer server = open()) {
      assertThat(run(server, "long", "{}").content())
          .endsWith("x\n[cut: 99999 of 100001 characters]");
    }
  }

  @Test
  void call_halfASurrogatePair_becomesTextThatCanBeSent() {
    fixture.tool(
        "half",
        _ ->
            Answer.raw(
                "{\"jsonrpc\":\"2.0\",\"id\":\"ID\",\"result\":{\"content\":"
                    + "[{\"type\":\"text\",\"text\":\"a\\ud800b\"}]}}"));
    try (McpToolServer server = open()) {
      assertThat(run(server, "half", "{}").content()).isEqualTo("a?b");
    }
  }

  @Test
  void call_hugeAnswer_isAnError() {
    fixture.tool("huge", _ -> Answer.text("x".repeat(McpSession.MAX_MESSAGE_BYTES)));
    try (McpToolServer server = open()) {
      assertThat(run(server, "huge", "{}").content())
          .isEqualTo("Error: The server of huge answered more than 8388608 bytes");
    }
  }

  @Test
  void call_answerThatIsNotJson_isAnError_andTheNextCallWorks() {
    fixture.tool("broken", _ -> Answer.raw("{\"jsonrpc\":"));
    fixture.tool("well", _ -> Answer.text("well"));
    try (McpToolServer server = open()) {
      assertThat(run(server, "broken", "{}").content())
          .isEqualTo("Error: The server of broken answered what is not MCP");
      assertThat(run(server, "well", "{}").content()).isEqualTo("well");
    }
  }

  @Test
  void call_sessionForgotten_isAnError_andLaterCallsHaveANewOne() {
    fixture.tool("well", _ -> Answer.text("well"));
    try (McpToolServer server = open()) {
      fixture.forgetSession();

      assertThat(run(server, "well", "{}").content())
          .isEqualTo("Error: The server of well has forgotten the session");
      assertThat(run(server, "well", "{}").content()).isEqualTo("well");
    }
  }

  @Test
  void call_neverAnswered_endsWhenItsThreadIsInterrupted() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    fixture.tool(
        "never",
        _ -> {
          asked.countDown();
          return Answer.never();
        });
    try (McpToolServer server = open()) {
      FutureTask<ToolResult> call = new FutureTask<>(() -> run(server, "never", "{}"));
      Thread caller = Thread.ofVirtual().start(call);
      asked.await();

      caller.interrupt();

      assertThat(call.get().failed()).isTrue();
    }
  }

  @Test
  void call_neverAnswered_endsAtItsLimit() {
    fixture.tool("never", _ -> Answer.never());
    // so that opening the other is quick
    open().close();
    try (McpToolServer server = open(fixture.url(), Duration.ofSeconds(3))) {
      assertThat(run(server, "never", "{}").content())
          .matches("Error: The server of never did not answer within [23]\\.\\d+ s");
    }
  }

  @Test
  void close_endsTheSession() throws InterruptedException {
    open().close();

    assertThat(fixture.awaitEnd()).isEqualTo("session-1");
  }

  @Test
  void open_urlWithoutPath_meansTheUsualOne() {
    fixture.tool("a", _ -> Answer.text(""));
    for (String path : List.of("", "/")) {
      try (McpToolServer server = open(fixture.url(path), PLENTY)) {
        assertThat(server.tools()).hasSize(1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/old/sse", "/old/x/sse?a=b"})
  void open_serverOfTheOlderTransport_isSpokenToInIt(String path) {
    fixture.tool("old", arguments -> Answer.text("old " + arguments.get("text")));
    try (McpToolServer server = open(fixture.url(path), PLENTY)) {
      assertThat(run(server, "old", "{\"text\":\"but fine\"}").content()).isEqualTo("old but fine");
    }
  }

  @Test
  void open_nobodyListens_saysSo() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    assertRefused("http://127.0.0.1:" + free + "/mcp?key=secret")
        .hasMessage(
            "The tool server http://127.0.0.1:" + free + "/mcp cannot be reached: no connection");
    assertRefused("http://127.0.0.1:" + free + "/sse")
        .hasMessageEndingWith("/sse cannot be reached: no connection");
  }

  @Test
  void open_unknownHost_saysSo() {
    assertRefused("http://no-such-host.invalid/mcp")
        .hasMessage(
            "The tool server http://no-such-host.invalid/mcp cannot be reached: unknown host");
  }

  @Test
  void open_addressThatIsForbidden_saysSo_andNotItsQuery() {
    assertRefused("http://169.254.169.254/mcp?key=secret")
        .hasMessage(
            "The tool server http://169.254.169.254/mcp is not called: 169.254.169.254 is a"
                + " link-local or metadata address, which is always refused");
    assertRefused("http://169.254.169.254/sse?key=secret")
        .hasMessageContaining("/sse is not called: 169.254.169.254 is a link-local");
  }

  @Test
  void open_hostThatIsNotListed_isNotCalled() {
    DestinationRule rule = DestinationRule.read("tools.example").orElseThrow();
    OutboundSettings settings =
        new OutboundSettings(
            Duration.ofSeconds(5),
            Duration.ZERO,
            1000,
            new DestinationPolicy(List.of(rule)),
            TlsFiles.NONE);
    try (OutboundHttp listed = new OutboundHttp(settings)) {
      assertThatThrownBy(() ->
              new ToolServers(listed, 1).open(fixture.url(), Deadline.after(PLENTY), cancellation))
          .isInstanceOf(ToolServerException.class)
          .hasMessageEndingWith(
              "is not called: neither 127.0.0.1 nor its address is one of outbound.allowed-hosts");
    }
    assertThat(fixture.asked()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {307, 400, 401, 403, 404, 405, 500, 503})
  void open_initializeIsRefused_namesTheStatus(int status) {
    fixture.initializeStatus(status);

    assertRefused(fixture.url())
        .hasMessage("The tool server " + fixture.url() + " answered " + status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{", "{\"jsonrpc\":\"2.0\",\"id\":\"other\",\"result\":"})
  void open_answerIsNotMcp_saysSo(String answer) {
    fixture.rawInitializeAnswer(answer.isEmpty() ? "not json" : answer);

    assertRefused(fixture.url())
        .hasMessage("The tool server " + fixture.url() + " answered what is not MCP");
  }

  @Test
  void open_neverAnswered_endsAtTheDeadline() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String url = "http://127.0.0.1:" + silent.getLocalPort();
      for (String path : List.of("/mcp", "/sse")) {
        assertThatThrownBy(() -> open(url + path, Duration.ofMillis(300)))
            .isInstanceOf(ToolServerException.class)
            .hasMessageMatching(
                "The tool server " + url + path + " did not answer within 0\\.\\d+ s");
      }
    }
  }

  @Test
  void open_cancelledBefore_endsAtOnce() {
    cancellation.cancel();

    assertRefused(fixture.url()).hasMessageStartingWith("The tool server " + fixture.url());
    assertThat(fixture.asked()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "ftp://host/mcp",
        "http:///mcp",
        "http://me:pass@host/",
        "http://a b/"
      })
  void open_urlThatNothingCanListenAt_isRefusedAndNotRepeated(String url) {
    assertRefused(url)
        .hasMessageStartingWith("tool_server_url must be an http:// or https:// URL")
        .hasMessageNotContaining("pass@");
  }

  @Test
  void open_asManyToolsAsAllowed_isFine_oneMoreIsNot() {
    for (int i = 0; i < 256; i++) {
      fixture.tool("t" + i, _ -> Answer.text(""));
    }
    fixture.toolsInAPage(100);
    try (McpToolServer server = open()) {
      assertThat(server.tools()).hasSize(256);
    }
    fixture.tool("one more", _ -> Answer.text(""));

    assertRefused(fixture.url()).hasMessageEndingWith("offers more than 256 tools");
  }

  @Test
  void open_serverWithoutTools_offersNone() {
    try (McpToolServer server = open()) {
      assertThat(server.tools()).isEmpty();
      assertThat(fixture.asked()).doesNotContain("POST tools/list");
    }
  }

  @Test
  void open_toolListedTwice_isRefused() {
    fixture.tool("a", _ -> Answer.text("")).endlessPages();

    assertRefused(fixture.url()).hasMessageEndingWith("offers two tools with the name 'a'");
  }

  @Test
  void open_pagesWithoutEnd_endAtTheDeadline() {
    fixture.endlessPages();

    assertThatThrownBy(() -> open(fixture.url(), Duration.ofSeconds(1)))
        .isInstanceOf(ToolServerException.class)
        .hasMessageMatching(
            "The tool server \\S+ did not (answer|list its tools) within \\d\\.\\d+ s");
  }

  private static Map<String, Object> resource(Map<String, String> contents) {
    return Map.of("type", "resource", "resource", contents);
  }

  private McpToolServer open() {
    return open(fixture.url(), PLENTY);
  }

  private McpToolServer open(String url, Duration time) {
    return new ToolServers(http, 100_000).open(url, Deadline.after(time), cancellation);
  }

  private AbstractThrowableAssert<?, ?> assertRefused(String url) {
    return assertThatThrownBy(() -> open(url, PLENTY)).isInstanceOf(ToolServerException.class);
  }

  private static ToolResult run(McpToolServer server, String tool, String arguments) {
    return new ToolBox(server.tools()).run(new ToolCall("call_1", tool, arguments));
  }
}

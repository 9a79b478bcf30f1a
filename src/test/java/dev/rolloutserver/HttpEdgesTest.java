package dev.rolloutserver;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static dev.rolloutserver.TrainerTurn.says;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.rolloutserver.ServerFixture.Answer;
import dev.rolloutserver.http.RawConnection;
import dev.rolloutserver.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests for rollouts at the edges of HTTP. */
@TestInstance(Lifecycle.PER_CLASS) // one server for all
class HttpEdgesTest {
  private static final int MAX_BODY = 20_000;
  private static final String POST = "POST /rollout HTTP/1.1\r\nHost: x\r\n";

  @RegisterExtension
  private final WireMockExtension trainer =
      WireMockExtension.newInstance().options(wireMockConfig().dynamicPort()).build();

  private ServerFixture server;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    server =
        ServerFixture.start(folder, Map.of("server.max-body-bytes", Integer.toString(MAX_BODY)));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void answerAll() {
    trainer.resetAll();
    trainer.stubFor(any(anyUrl()).willReturn(says("5 é").response()));
  }

  @ParameterizedTest(name = "content type {0}")
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=utf-8",
        "Application/JSON",
        "application/problem+json",
        "application/vnd.api+json;version=1",
        "none"
      })
  void contentType_ofJson_isTaken(String type) throws Exception {
    assertThat(send(body(), type.equals("none") ? null : type).member("status"))
        .isEqualTo("COMPLETED");
  }

  @ParameterizedTest(name = "content type {0}")
  @ValueSource(
      strings = {
        "text/plain",
        "text/json",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonl",
        "application/octet-stream",
        "nonsense",
        "*/*",
        ";"
      })
  void contentType_ofSomethingElse_is422(String type) throws Exception {
    Answer answer = send(body(), type);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(problem(answer)).containsEntry("type", "model_attributes_type");
    assertThat(problem(answer).get("loc")).hasToString("[body]");
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''           | missing
          null         | missing
          []           | model_attributes_type
          "text"       | model_attributes_type
          7            | model_attributes_type
          {            | json_invalid
          {}}          | json_invalid
          {"a": 1,}    | json_invalid
          {'a': 1}     | json_invalid
          """)
  void body_thatHoldsNoObject_is422(String body, String type) throws Exception {
    Answer answer = send(body.getBytes(UTF_8), "application/json");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(problem(answer)).containsEntry("type", type);
  }

  @Test
  void body_withUtf8Mark_isTaken() throws Exception {
    byte[] marked = ("\ufeff" + new String(body(), UTF_8)).getBytes(UTF_8);

    assertThat(send(marked, "application/json").member("status")).isEqualTo("COMPLETED");
  }

  @Test
  void body_thatIsNoUtf8_is400() throws Exception {
    String text = new String(body(), UTF_8).replace("2 plus 3", "é");
    for (byte[] bytes : new byte[][] {text.getBytes(ISO_8859_1), text.getBytes(UTF_16)}) {
      Answer answer = send(bytes, "application/json");

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.text()).isEqualTo("{\"detail\":\"There was an error parsing the body\"}");
    }
  }

  @Test
  void body_ofTheLimit_isTaken_andOneByteMoreIs413() throws Exception {
    byte[] body = body("rollout_id", "r", "padding", "");
    int padding = MAX_BODY - body.length;

    assertThat(send(body("padding", "x".repeat(padding)), "application/json").status())
        .isEqualTo(200);
    Answer answer = send(body("padding", "x".repeat(padding + 1)), "application/json");
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.text()).startsWith("{\"detail\":");
  }

  @Test
  void body_farBeyondTheLimit_is413ThatTheCallerCanRead() throws Exception {
    for (int i = 0; i < 10; i++) {
      assertThat(send(body("padding", "x".repeat(3_000_000)), "application/json").status())
          .isEqualTo(413);
    }
  }

  @Test
  void body_inChunks_isRead() throws Exception {
    String body = new String(body(), ISO_8859_1);
    StringBuilder chunks = new StringBuilder();
    for (int i = 0; i < body.length(); i += 100) {
      String chunk = body.substring(i, Math.min(i + 100, body.length()));
      chunks.append(Integer.toHexString(chunk.length())).append("\r\n").append(chunk);
      chunks.append("\r\n");
    }
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send(POST + "Transfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n");

      assertThat(connection.read().status()).isEqualTo(200);
    }
  }

  @Test
  void expectation_toContinue_isAnsweredBeforeTheBodyComes() throws Exception {
    try (RawConnection connection = new RawConnection(server.port())) {
      for (int i = 0; i < 2; i++) {
        connection.send(head(body().length) + "Expect: 100-continue\r\n\r\n");
        assertThat(connection.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 100 Continue");
        connection.send(new String(body(), ISO_8859_1));

        assertThat(connection.read().body()).contains("\"COMPLETED\"", "5 é");
      }
    }
  }

  @Test
  void expectation_beforeABodyBeyondTheLimit_is413WithoutIt() throws Exception {
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send(head(MAX_BODY + 1) + "Expect: 100-continue\r\n\r\n");

      assertThat(connection.read().status()).isEqualTo(413);
    }
  }

  @Test
  void connection_servesOneRolloutAfterTheOther_whateverTheyWere() throws Exception {
    String good = head(body().length) + "\r\n" + new String(body(), ISO_8859_1);
    try (RawConnection connection = new RawConnection(server.port())) {
      assertThat(connection.send(good).read().status()).isEqualTo(200);
      assertThat(connection.send(head(2) + "\r\n{}").read().status()).isEqualTo(422);
      assertThat(connection.send(head(1) + "\r\n\u00ff").read().status()).isEqualTo(400);
      trainer.resetAll();
      trainer.stubFor(any(anyUrl()).willReturn(says("5").response().withFixedDelay(100)));
      assertThat(connection.send(good).read().status()).isEqualTo(200);
      assertThat(connection.send(good).read().status()).isEqualTo(200);
      connection.send("GET /tools HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(connection.read().body()).startsWith("{\"tools\":[{\"type\":\"function\"");
    }
  }

  @ParameterizedTest(name = "{0} {1} -> {2}")
  @CsvSource({
    "GET, /rollout, 405, POST",
    "PUT, /rollout, 405, POST",
    "DELETE, /rollout, 405, POST",
    "POST, /tools, 405, 'GET, HEAD'",
    "POST, /health, 405, 'GET, HEAD'",
    "POST, /metrics, 405, 'GET, HEAD'",
    "POST, /rollouts, 404,",
    "POST, /, 404,",
    "GET, /rollout/r/x, 404,",
    "GET, /%2e%2e/etc/passwd, 404,",
  })
  void request_thatNoRouteTakes_isSaidInJson(
      String method, String path, int status, @Nullable String allowed) throws Exception {
    try (RawConnection connection = new RawConnection(server.port())) {
      RawConnection.Answer answer =
          connection
              .send(method + " " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}")
              .read();

      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.headers()).containsEntry("content-type", "application/json");
      assertThat(answer.body())
          .isEqualTo(
              status == 404 ? "{\"detail\":\"Not Found\"}" : "{\"detail\":\"Method Not Allowed\"}");
      assertThat(answer.headers().get("allow")).isEqualTo(allowed);
    }
  }

  private Answer send(byte[] body, @Nullable String type) throws Exception {
    return server.post(body, type);
  }

  private byte[] body(@Nullable Object... members) {
    return Json.write(ServerFixture.body(trainer.baseUrl(), members));
  }

  private static String head(int length) {
    return POST + "Content-Type: application/json\r\nContent-Length: " + length + "\r\n";
  }

  private static Map<String, @Nullable Object> problem(Answer answer) {
    return ServerFixture.elements(answer.member("detail")).getFirst();
  }
}

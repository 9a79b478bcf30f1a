package dev.rolloutserver;

import static dev.rolloutserver.TrainerTurn.calls;
import static dev.rolloutserver.TrainerTurn.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.http.RawConnection;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.outbound.RawPeer;
import dev.rolloutserver.tools.McpServerFixture;
import dev.rolloutserver.tools.McpServerFixture.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Wherever a rollout is when its worker hangs up, it ends, and the one permit is free again. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HangUpSuiteTest {
  private static final int MANY_CHARACTERS = 20_000_000;

  private final CountDownLatch reached = new CountDownLatch(1);
  private RawPeer trainer;
  private RawPeer hub;
  private ServerFixture server;

  @BeforeEach
  void start(@TempDir Path folder) throws IOException {
    trainer = new RawPeer();
    hub = new RawPeer();
    server =
        ServerFixture.start(
            folder,
            Map.of(
                "rollout.max-concurrent", "1",
                "rollout.max-waiting", "2",
                "hub.offline", "false",
                "hub.endpoint", hub.uri().toString()));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    trainer.close();
    hub.close();
  }

  @Test
  void worker_gone_inItsHead() throws Exception {
    connection().send("POST /rollout HTTP/1.1\r\nHost:").close();

    assertThePermitIsFree();
  }

  @Test
  void worker_gone_inItsBody() throws Exception {
    String request = request("gone", Map.of());
    connection().send(request.substring(0, request.length() - 20)).close();

    assertThePermitIsFree();
    assertThat(trainer.connections()).isEqualTo(1);
  }

  @Test
  void worker_gone_inTheQueue() throws Exception {
    trainer.whenAsked(reached::countDown);
    try (RawConnection _ = send("runs", Map.of())) {
      reached.await();
      RawConnection waits = send("waits", Map.of());
      awaitHealth("waiting_rollouts", 1);

      waits.close();

      awaitHealth("waiting_rollouts", 0);
      awaitHealth("active_rollouts", 1);
    }
    trainer.awaitClosed();
    assertThePermitIsFree();
  }

  @Test
  void worker_gone_whileItsTokenizerIsLoaded() throws Exception {
    hub.whenAsked(reached::countDown);
    RawConnection worker = send("gone", Map.of("tokenizer_name", "acme/slow"));
    reached.await();

    worker.close();

    assertThePermitIsFree();
  }

  @Test
  void worker_gone_whileTheTrainerIsAsked() throws Exception {
    trainer.whenAsked(reached::countDown);
    RawConnection worker = send("gone", Map.of());
    reached.await();

    worker.close();

    trainer.awaitClosed();
    assertThePermitIsFree();
  }

  @Test
  void worker_gone_whileTheTrainerIsConnectedTo() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      // its side of the handshake never comes
      CompletableFuture<Integer> afterHello = new CompletableFuture<>();
      Thread.ofVirtual().start(() -> readHello(silent, afterHello));
      RawConnection worker =
          send("gone", Map.of("server_url", "https://127.0.0.1:" + silent.getLocalPort()));
      reached.await();

      worker.close();

      assertThat(afterHello.get()).as("the connection is closed").isEqualTo(-1);
      assertThePermitIsFree();
    }
  }

  @Test
  void worker_gone_duringThePauseBeforeARetry() throws Exception {
    double before = server.metric("llm_attempts_total");
    trainer.answers("HTTP/1.1 503 Later\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n");
    RawConnection worker = send("gone", Map.of());
    server.awaitMetric("llm_attempts_total", before + 1);

    worker.close();

    assertThePermitIsFree();
    assertThat(trainer.received()).containsOnlyOnce("\"rollout_id\":\"gone\"");
  }

  @Test
  void worker_gone_whileItsToolsAreOpened() throws Exception {
    try (RawPeer tools = new RawPeer()) {
      tools.whenAsked(reached::countDown);
      RawConnection worker = send("gone", Map.of("tool_server_url", tools.uri().toString()));
      reached.await();

      worker.close();

      tools.awaitClosed();
      assertThePermitIsFree();
    }
  }

  @Test
  void worker_gone_insideTheAnswerOfTheTrainer() throws Exception {
    trainer.answers("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"id\":");
    RawConnection worker = send("gone", Map.of());
    while (trainer.received().isEmpty()) {
      Thread.onSpinWait();
    }

    worker.close();

    trainer.awaitClosed();
    assertThePermitIsFree();
  }

  @Test
  void worker_gone_duringAToolCall() throws Exception {
    try (McpServerFixture tools = new McpServerFixture()) {
      CountDownLatch over = new CountDownLatch(1);
      tools.tool(
          "slow",
          _ -> {
            reached.countDown();
            await(over);
            return Answer.text("too late");
          });
      trainer.answers(calls("slow", "{}").raw());
      RawConnection worker = send("gone", Map.of("tool_server_url", tools.url()));
      reached.await();

      worker.close();

      assertThat(tools.awaitEnd()).isNotBlank();
      assertThePermitIsFree();
      over.countDown();
    }
  }

  @Test
  void worker_gone_insideItsAnswer() throws Exception {
    trainer.answers(says("x".repeat(MANY_CHARACTERS)).raw());
    RawConnection worker = send("gone", Map.of());
    worker.readUntil("HTTP/1.1 200");

    worker.close();

    assertThePermitIsFree();
  }

  private RawConnection connection() throws IOException {
    return new RawConnection(server.port());
  }

  private RawConnection send(String id, Map<String, Object> members) throws IOException {
    return connection().send(request(id, members));
  }

  private String request(String id, Map<String, Object> members) {
    Map<String, @Nullable Object> body = new HashMap<>(ServerFixture.body(url()));
    body.put("rollout_id", id);
    body.putAll(members);
    String json = Json.text(body);
    return "POST /rollout HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
        + json.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + json;
  }

  private String url() {
    return trainer.uri().toString();
  }

  /** Another rollout has its turn, however long it must wait for it. */
  private void assertThePermitIsFree() throws Exception {
    trainer.answers(says("5").raw());

    assertThat(server.rollout(url(), "rollout_id", "next").member("status")).isEqualTo("COMPLETED");
    awaitHealth("active_rollouts", 0);
    awaitHealth("waiting_rollouts", 0);
  }

  private void awaitHealth(String member, long value) throws Exception {
    while (!Long.valueOf(value).equals(server.get("/health").member(member))) {
      Thread.onSpinWait();
    }
  }

  private void readHello(ServerSocket listening, CompletableFuture<Integer> after) {
    try (Socket socket = listening.accept()) {
      InputStream in = socket.getInputStream();
      in.read();
      reached.countDown();
      int read;
      do {
        read = in.read(new byte[4096]);
      } while (read >= 0);
      after.complete(read);
    } catch (IOException e) {
      after.complete(-1);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

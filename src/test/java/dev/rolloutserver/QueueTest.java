package dev.rolloutserver;

import static dev.rolloutserver.TrainerTurn.adds;
import static dev.rolloutserver.TrainerTurn.calls;
import static dev.rolloutserver.TrainerTurn.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.HeldTrainer.Call;
import dev.rolloutserver.ServerFixture.Answer;
import dev.rolloutserver.http.RawConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rollouts that wait for others to end: in which order, for how long, and how many. */
class QueueTest {
  private final List<RawConnection> connections = new ArrayList<>();
  @TempDir private Path folder;

  @AfterEach
  void close() throws IOException {
    for (RawConnection connection : connections) {
      connection.close();
    }
  }

  @Test
  void rollouts_ofTwoTrainers_takeTurns_andThoseOfOneKeepTheirOrder() throws Exception {
    try (ServerFixture server = server();
        HeldTrainer first = new HeldTrainer();
        HeldTrainer second = new HeldTrainer()) {
      RawConnection running = post(server, first, "a0");
      Call call = first.calls.take();
      List<RawConnection> callers = new ArrayList<>();
      for (String id : List.of("a1", "a2", "a3", "b1", "b2")) {
        callers.add(post(server, id.startsWith("a") ? first : second, id));
        server.awaitWaiting(callers.size());
      }
      List<String> order = new ArrayList<>();

      for (HeldTrainer next : List.of(first, second, first, second, first)) {
        call.answer(says("5"));
        call = next.calls.take();
        order.add(call.rolloutId());
      }
      call.answer(says("5"));

      assertThat(order).containsExactly("a1", "b1", "a2", "b2", "a3");
      callers.add(running);
      for (RawConnection caller : callers) {
        assertThat(caller.read().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void wait_isToldApart_andNotChargedToTheDeadline() throws Exception {
    try (ServerFixture server = server();
        HeldTrainer trainer = new HeldTrainer()) {
      RawConnection first = post(server, trainer, "first");
      Call call = trainer.calls.take();
      RawConnection second =
          post(server, trainer, "second", "metadata", Map.of("deadline_seconds", 2));
      server.awaitWaiting(1);
      // longer than its deadline
      assertThat(new CountDownLatch(1).await(2100, TimeUnit.MILLISECONDS)).isFalse();

      call.answer(says("5"));
      trainer.calls.take().answer(says("6"));

      Answer answer = new Answer(200, second.read().body());
      assertThat(answer.member("status")).isEqualTo("COMPLETED");
      assertThat(queueMillis(answer)).isGreaterThan(2000);
      Answer unqueued = new Answer(200, first.read().body());
      assertThat(queueMillis(unqueued)).isLessThan(queueMillis(answer));
    }
  }

  @Test
  void wait_longerThanTheQueueTimeout_is429WithReasonAndKey() throws Exception {
    try (ServerFixture server = server("rollout.queue-timeout-seconds", "0.1");
        HeldTrainer trainer = new HeldTrainer()) {
      post(server, trainer, "first");
      trainer.calls.take();

      RawConnection.Answer refused = post(server, trainer, "second").read();

      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.headers()).containsEntry("retry-after", "5");
      assertThat(refused.body())
          .isEqualTo(
              "{\"detail\":\"The rollout got no permit within 0.1 s (rollout.queue-timeout-seconds)\","
                  + "\"reason\":\"queue_timeout\"}");
      assertThat(trainer.calls).isEmpty();
    }
  }

  @Test
  void queue_full_is429WithRetryAfterOfTheMeasuredRate() throws Exception {
    try (ServerFixture server = server("rollout.max-waiting", "1");
        HeldTrainer trainer = new HeldTrainer()) {
      for (String id : List.of("q1", "q2", "q3")) {
        RawConnection quick = post(server, trainer, id);
        trainer.calls.take().answer(says("5"));
        quick.read();
      }
      RawConnection running = post(server, trainer, "running");
      Call call = trainer.calls.take();
      RawConnection waiting = post(server, trainer, "waiting");
      server.awaitWaiting(1);

      RawConnection.Answer refused = post(server, trainer, "refused").read();

      assertThat(refused.status()).isEqualTo(429);
      // three have ended within moments
      assertThat(refused.headers()).containsEntry("retry-after", "1");
      assertThat(refused.body()).endsWith("\"reason\":\"queue_full\"}");
      call.answer(says("5"));
      trainer.calls.take().answer(says("5"));
      assertThat(running.read().status()).isEqualTo(200);
      assertThat(waiting.read().status()).isEqualTo(200);
    }
  }

  @Test
  void flood_ofTenTimesTheCapacity_isRefused_andLeavesWhatWasTakenUnharmed() throws Exception {
    try (ServerFixture server = server("rollout.max-waiting", "7");
        HeldTrainer trainer = new HeldTrainer()) {
      loadTokenizer(server, trainer);
      List<RawConnection> taken = new ArrayList<>();
      taken.add(post(server, trainer, "running"));
      Call call = trainer.calls.take();
      for (int i = 1; i <= 7; i++) {
        taken.add(post(server, trainer, "waiting-" + i));
      }
      server.awaitWaiting(7);

      List<RawConnection> flood = new ArrayList<>();
      for (int i = 0; i < 80; i++) {
        flood.add(post(server, trainer, "flood-" + i));
      }

      for (RawConnection one : flood) {
        RawConnection.Answer refused = one.read();
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.headers()).containsKey("retry-after");
      }
      call.answer(says("5"));
      for (int i = 1; i <= 7; i++) {
        trainer.calls.take().answer(says("5"));
      }
      for (RawConnection one : taken) {
        assertThat(one.read().body()).contains("\"status\":\"COMPLETED\"");
      }
      assertThat(trainer.calls).isEmpty();
    }
  }

  @Test
  void conversations_thatWaitAndRun_areBoundedTogether_andFreeOnceTheyEnd() throws Exception {
    try (ServerFixture server = server("server.max-conversation-bytes", "1000000");
        HeldTrainer trainer = new HeldTrainer()) {
      RawConnection running = post(server, trainer, "running", "padding", "x".repeat(90_000));
      Call call = trainer.calls.take();
      RawConnection waiting = post(server, trainer, "waiting", "padding", "x".repeat(90_000));
      server.awaitWaiting(1);

      RawConnection refused = post(server, trainer, "refused", "padding", "x".repeat(20_000));
      RawConnection.Answer answer = refused.read();

      assertThat(answer.status()).isEqualTo(429);
      assertThat(answer.headers()).containsKey("retry-after").containsEntry("connection", "close");
      assertThat(answer.body())
          .contains(
              "of the 750000 that are for new ones",
              "(server.max-conversation-bytes)",
              "\"conversation_bytes\"");
      assertThat(server.get("/metrics").text())
          .containsPattern("rollout_refusals_total\\{reason=\"conversation_bytes\"[^}]*} 1\\.0\n");
      assertThat(refused.closedByPeer()).isTrue();
      call.answer(says("5"));
      Call next = trainer.calls.take();
      assertThat(next.rolloutId()).isEqualTo("waiting");
      assertThat(running.read().status()).isEqualTo(200);
      // on the same connection: what is asked next comes after all that belongs to the first
      running.send(request(trainer, "fits", "padding", "x".repeat(90_000)));
      server.awaitWaiting(1);
      next.answer(says("5"));
      trainer.calls.take().answer(says("5"));
      for (RawConnection caller : List.of(waiting, running)) {
        assertThat(caller.read().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void request_ofManySmallMessages_countsAsWhatItComesToInMemory() throws Exception {
    try (ServerFixture server = server("server.max-conversation-bytes", "1000000");
        HeldTrainer trainer = new HeldTrainer()) {
      List<?> messages = Collections.nCopies(2000, ServerFixture.QUESTION);

      Answer answer = server.rollout(trainer.url(), "messages", messages);

      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.text()).contains("one may have 750000", "(server.max-conversation-bytes)");
      assertThat(server.get("/metrics").text())
          .containsPattern("rollout_refusals_total\\{reason=\"too_large\"[^}]*} 1\\.0\n");
      assertThat(trainer.calls).isEmpty();
    }
  }

  @Test
  void request_refusedBeforeItIsRead_isAmongThoseThatThePageCountsAsRefused() throws Exception {
    try (ServerFixture server = server("server.max-conversation-bytes", "1000000");
        HeldTrainer trainer = new HeldTrainer()) {
      List<?> messages = Collections.nCopies(2000, ServerFixture.QUESTION);

      assertThat(server.rollout(trainer.url(), "messages", messages).status()).isEqualTo(413);

      assertThat(server.get("/ui/api/overview").text()).containsPattern("\"refused\":1\\b");
    }
  }

  @Test
  void answerOfTheTrainer_thatFindsNoRoom_endsTheRollout_withWhatThereIs() throws Exception {
    try (ServerFixture server = server("server.max-conversation-bytes", "1000000");
        HeldTrainer trainer = new HeldTrainer()) {
      RawConnection caller = post(server, trainer, "grows");
      trainer.calls.take().answer(adds());
      trainer.calls.take().answer(says("x".repeat(300_000)));

      RawConnection.Answer answer = caller.read();

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body())
          .contains(
              "\"error_category\":\"internal_error\"",
              "all together may have 1000000 (server.max-conversation-bytes)",
              "\"role\":\"tool\"")
          .doesNotContain("xxx");
      caller.send(request(trainer, "next", "padding", "x".repeat(180_000)));
      trainer.calls.take().answer(says("5"));
      assertThat(caller.read().body()).contains("COMPLETED");
    }
  }

  @Test
  void conversation_thatGrowsBeyondAll_endsTheRollout() throws Exception {
    try (ServerFixture server = server("server.max-conversation-bytes", "1000000");
        HeldTrainer trainer = new HeldTrainer()) {
      RawConnection caller = post(server, trainer, "grows", "max_turns", 100);
      for (int turn = 1; turn <= 4; turn++) {
        trainer
            .calls
            .take()
            .answer(calls("add", "{\"a\": 2, \"b\": 3, \"c\": \"" + "x".repeat(60_000) + "\"}"));
      }

      assertThat(caller.read().body())
          .contains("\"error_category\":\"internal_error\"", "(server.max-conversation-bytes)");
    }
  }

  @Test
  void toolResults_thatFindNoRoom_areCounted_forTheToolsWereCalled() throws Exception {
    Object[] calls =
        Stream.generate(() -> List.of("add", "{\"a\": 2, \"b\": 3}"))
            .limit(450)
            .flatMap(List::stream)
            .toArray();
    try (ServerFixture server = server("server.max-conversation-bytes", "1000000");
        HeldTrainer trainer = new HeldTrainer()) {
      double before = calledTools(server);
      RawConnection caller = post(server, trainer, "grows");
      trainer.calls.take().answer(calls(calls));

      assertThat(caller.read().body()).contains("(server.max-conversation-bytes)", "\"tool\"");

      assertThat(calledTools(server) - before).isEqualTo(450);
    }
  }

  private static double calledTools(ServerFixture server) throws Exception {
    return server
        .get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith("tool_calls_total{"))
        .filter(line -> line.contains("tool=\"add\"") && line.contains("status=\"ok\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  @Test
  void body_thatWouldFindNoRoom_isRefusedBeforeItIsSent() throws Exception {
    try (ServerFixture server = server("server.max-conversation-bytes", "500000");
        HeldTrainer trainer = new HeldTrainer()) {
      post(server, trainer, "running");
      trainer.calls.take();
      post(server, trainer, "waiting", "padding", "x".repeat(90_000));
      server.awaitWaiting(1);
      RawConnection early = connect(server);

      early.send("POST /rollout HTTP/1.1\r\nHost: x\r\nContent-Length: 20000\r\n\r\n");

      assertThat(early.read().status()).isEqualTo(429);
      early.send("x".repeat(20_000));
      assertThat(early.closedByPeer()).isTrue();
    }
  }

  @Test
  void chunkedBody_thatFindsNoRoom_is429Too() throws Exception {
    try (ServerFixture server = server("server.max-conversation-bytes", "500000");
        HeldTrainer trainer = new HeldTrainer()) {
      post(server, trainer, "running");
      trainer.calls.take();
      post(server, trainer, "waiting", "padding", "x".repeat(90_000));
      server.awaitWaiting(1);
      RawConnection chunked = connect(server);

      chunked.send(
          "POST /rollout HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4e20\r\n"
              + "x".repeat(20_000)
              + "\r\n0\r\n\r\n");

      assertThat(chunked.read().status()).isEqualTo(429);
    }
  }

  @Test
  void rollout_withADeadlineOfItsOwn_endsByIt_andNamesIt() throws Exception {
    try (ServerFixture server = server();
        HeldTrainer trainer = new HeldTrainer()) {
      loadTokenizer(server, trainer);

      Answer answer = server.rollout(trainer.url(), "metadata", Map.of("deadline_seconds", 0.25));

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.extraFields())
          .containsEntry("error_category", "timeout")
          .containsEntry("deadline", "rollout");
      assertThat(answer.errorMessage())
          .isEqualTo("The rollout did not end within 0.25 s (metadata.deadline_seconds)");
      assertThat(answer.finalMessages()).containsExactly(ServerFixture.QUESTION);
    }
  }

  @Test
  void rollout_withALongerDeadlineThanTheServers_endsByTheServers() throws Exception {
    try (ServerFixture server = server("rollout.timeout-seconds", "1.5");
        HeldTrainer trainer = new HeldTrainer()) {
      loadTokenizer(server, trainer);

      Answer answer = server.rollout(trainer.url(), "metadata", Map.of("deadline_seconds", 9));

      assertThat(answer.errorMessage())
          .isEqualTo("The rollout did not end within 1.5 s (ROLLOUT_TIMEOUT_SECONDS)");
    }
  }

  private static double queueMillis(Answer answer) {
    return (Double) Objects.requireNonNull(answer.extraFields().get("queue_ms"));
  }

  private void loadTokenizer(ServerFixture server, HeldTrainer trainer) throws Exception {
    RawConnection first = post(server, trainer, "first");
    trainer.calls.take().answer(says("5"));
    first.read();
  }

  private RawConnection post(
      ServerFixture server, HeldTrainer trainer, String id, Object... members) throws IOException {
    return connect(server).send(request(trainer, id, members));
  }

  private static String request(HeldTrainer trainer, String id, Object... members) {
    Object[] all = new Object[members.length + 2];
    all[0] = "rollout_id";
    all[1] = id;
    System.arraycopy(members, 0, all, 2, members.length);
    return ServerFixture.rawRequest(trainer.url(), all);
  }

  private RawConnection connect(ServerFixture server) throws IOException {
    RawConnection connection = new RawConnection(server.port());
    connections.add(connection);
    return connection;
  }

  /** One rollout at a time. */
  private ServerFixture server() throws IOException {
    return server("rollout.max-waiting", "10");
  }

  private ServerFixture server(String key, String value) throws IOException {
    return ServerFixture.start(folder, Map.of("rollout.max-concurrent", "1", key, value));
  }
}

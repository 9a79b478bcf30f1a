package dev.rolloutserver;

import static dev.rolloutserver.TrainerTurn.adds;
import static dev.rolloutserver.TrainerTurn.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.HeldTrainer.Call;
import dev.rolloutserver.ServerFixture.Answer;
import dev.rolloutserver.http.RawConnection;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /rollout/cancel}, and callers that hang up, from the worker to the trainer. */
class CancelTest {
  @TempDir private Path folder;

  @Test
  void cancel_ofIds_tellsEach_answersTheCallers_andClosesTheTrainersConnection() throws Exception {
    try (ServerFixture server = ServerFixture.start(folder, Map.of("rollout.max-concurrent", "1"));
        HeldTrainer trainer = new HeldTrainer();
        RawConnection running = new RawConnection(server.port());
        RawConnection queued = new RawConnection(server.port())) {
      running.send(ServerFixture.rawRequest(trainer.url(), "rollout_id", "running"));
      trainer.calls.take().answer(adds());
      Call second = trainer.calls.take();
      queued.send(ServerFixture.rawRequest(trainer.url(), "rollout_id", "queued"));
      server.awaitWaiting(1);

      Answer answer =
          server.cancel(
              "{\"ids\": [\"running\", \"queued\", \"other\"], \"prefix\": null, \"all\": false}");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text())
          .isEqualTo(
              "{\"dispositions\":{\"running\":\"cancelled_running\",\"queued\":\"cancelled_queued\","
                  + "\"other\":\"not_found\"}}");
      second.awaitClosed();
      Answer partial = new Answer(200, running.read().body());
      FailedRollout.assertFailed(partial, "cancelled", null, "The rollout was cancelled");
      assertThat(partial.finalMessages())
          .extracting(message -> message.get("role"))
          .containsExactly("user", "assistant", "tool");
      Answer unbegun = new Answer(200, queued.read().body());
      FailedRollout.assertFailed(unbegun, "cancelled", null, "The rollout was cancelled");
      assertThat(unbegun.finalMessages()).containsExactly(ServerFixture.QUESTION);
      assertThat((Double) unbegun.extraFields().get("queue_ms")).isPositive();
      server.awaitIdle();
    }
  }

  @Test
  void cancel_ofAPrefix_leavesTheOthers_ofAllEndsThem() throws Exception {
    try (ServerFixture server = ServerFixture.start(folder, Map.of());
        HeldTrainer trainer = new HeldTrainer();
        RawConnection first = new RawConnection(server.port());
        RawConnection second = new RawConnection(server.port())) {
      first.send(ServerFixture.rawRequest(trainer.url(), "rollout_id", "step1-a"));
      trainer.calls.take();
      second.send(ServerFixture.rawRequest(trainer.url(), "rollout_id", "step2-a"));
      trainer.calls.take();

      assertThat(server.cancel("{\"prefix\": \"step1-\"}").text())
          .isEqualTo("{\"dispositions\":{\"step1-a\":\"cancelled_running\"}}");
      assertThat(first.read().body()).contains("\"cancelled\"");
      assertThat(server.cancel("{\"all\": true}").text())
          .isEqualTo("{\"dispositions\":{\"step2-a\":\"cancelled_running\"}}");
      assertThat(second.read().body()).contains("\"cancelled\"");
      assertThat(server.cancel("{\"all\": true}").text()).isEqualTo("{\"dispositions\":{}}");
    }
  }

  @Test
  void cancel_ofWhatHasEnded_isNotFound() throws Exception {
    try (ServerFixture server = ServerFixture.start(folder, Map.of());
        HeldTrainer trainer = new HeldTrainer();
        RawConnection caller = new RawConnection(server.port())) {
      caller.send(ServerFixture.rawRequest(trainer.url()));
      trainer.calls.take().answer(says("5"));
      caller.read();

      assertThat(server.cancel("{\"ids\": [\"r\"]}").text())
          .isEqualTo("{\"dispositions\":{\"r\":\"not_found\"}}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "[]", "{}", "{\"all\": true, \"prefix\": \"p\"}", "{\"ids\": \"r\"}"})
  void cancel_thatDoesNotSayWhat_is422WithOneSentence(String body) throws Exception {
    try (ServerFixture server = ServerFixture.start(folder, Map.of())) {
      Answer answer = server.cancel(body);

      assertThat(answer.status()).isEqualTo(422);
      assertThat(answer.member("detail")).isInstanceOf(String.class);
    }
  }

  @Test
  void cancel_wrongMethod_is405() throws Exception {
    try (ServerFixture server = ServerFixture.start(folder, Map.of())) {
      assertThat(server.get("/rollout/cancel").status()).isEqualTo(405);
    }
  }

  @Test
  void caller_hangsUpWhileTheTrainerIsAsked_closesTheTrainersConnection() throws Exception {
    try (ServerFixture server = ServerFixture.start(folder, Map.of());
        HeldTrainer trainer = new HeldTrainer()) {
      Call call;
      try (RawConnection caller = new RawConnection(server.port())) {
        caller.send(ServerFixture.rawRequest(trainer.url()));
        call = trainer.calls.take();
      }

      call.awaitClosed();
      server.awaitIdle();
    }
  }

  @Test
  void caller_hangsUpWhileItsRolloutWaits_leavesTheQueue() throws Exception {
    try (ServerFixture server = ServerFixture.start(folder, Map.of("rollout.max-concurrent", "1"));
        HeldTrainer trainer = new HeldTrainer();
        RawConnection running = new RawConnection(server.port())) {
      running.send(ServerFixture.rawRequest(trainer.url(), "rollout_id", "running"));
      Call call = trainer.calls.take();
      try (RawConnection queued = new RawConnection(server.port())) {
        queued.send(ServerFixture.rawRequest(trainer.url(), "rollout_id", "queued"));
        server.awaitWaiting(1);
      }

      server.awaitWaiting(0);
      call.answer(says("5"));

      assertThat(running.read().body()).contains("\"COMPLETED\"");
      server.awaitIdle();
      assertThat(trainer.calls).isEmpty();
    }
  }
}

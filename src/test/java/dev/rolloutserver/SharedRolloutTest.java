package dev.rolloutserver;

import static dev.rolloutserver.TrainerTurn.adds;
import static dev.rolloutserver.TrainerTurn.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.HeldTrainer.Call;
import dev.rolloutserver.http.RawConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same rollout asked for again: while it runs, after it ended, after its caller hung up. */
class SharedRolloutTest {
  private static final String JOINED = "rollout_joins_total";
  @TempDir private Path folder;

  @Test
  void sameRequest_whileItRuns_isAnsweredTheSame_andTheTrainerAskedOnce() throws Exception {
    try (ServerFixture server = ServerFixture.start(folder, Map.of());
        HeldTrainer trainer = new HeldTrainer();
        RawConnection first = new RawConnection(server.port());
        RawConnection second = new RawConnection(server.port())) {
      first.send(ServerFixture.rawRequest(trainer.url()));
      Call call = trainer.calls.take();
      double joins = server.metric(JOINED);
      double bytes = server.metric("rollouts_conversation_bytes");
      second.send(ServerFixture.rawRequest(trainer.url()));
      server.awaitMetric(JOINED, joins + 1);

      assertThat(server.metric("rollouts_conversation_bytes")).isEqualTo(bytes);
      call.answer(says("5"));

      String answer = first.read().body();
      assertThat(answer).contains("\"status\":\"COMPLETED\"");
      assertThat(second.read().body()).isEqualTo(answer);
      assertThat(trainer.calls).isEmpty();
    }
  }

  @Test
  void sameId_anotherBody_whileItRuns_is409_andAfterwardsARolloutOfItsOwn() throws Exception {
    try (ServerFixture server = ServerFixture.start(folder, Map.of());
        HeldTrainer trainer = new HeldTrainer();
        RawConnection first = new RawConnection(server.port())) {
      first.send(ServerFixture.rawRequest(trainer.url()));
      Call call = trainer.calls.take();

      ServerFixture.Answer conflict = server.rollout(trainer.url(), "max_turns", 3);

      assertThat(conflict.status()).isEqualTo(409);
      assertThat(conflict.text())
          .isEqualTo(
              "{\"detail\":\"A rollout with this rollout_id runs already, and was asked for with"
                  + " another body\"}");
      call.answer(says("5"));
      assertThat(first.read().status()).isEqualTo(200);
      first.send(ServerFixture.rawRequest(trainer.url(), "max_turns", 3));
      trainer.calls.take().answer(says("6"));
      assertThat(first.read().body()).contains("\"content\":\"6\"");
    }
  }

  @Test
  void sameRequest_afterItCompleted_isAnsweredTheSame_butAfterAnErrorRunsAnew() throws Exception {
    try (ServerFixture server = keeping();
        HeldTrainer trainer = new HeldTrainer();
        RawConnection caller = new RawConnection(server.port())) {
      caller.send(ServerFixture.rawRequest(trainer.url()));
      trainer.calls.take().answer(says("5").without("token_ids"));
      assertThat(caller.read().body()).contains("\"validation_error\"");
      caller.send(ServerFixture.rawRequest(trainer.url()));
      trainer.calls.take().answer(says("5"));
      String answer = caller.read().body();

      assertThat(caller.send(ServerFixture.rawRequest(trainer.url())).read().body())
          .isEqualTo(answer);

      assertThat(trainer.calls).isEmpty();
    }
  }

  @Test
  void firstCaller_hangsUp_whileAnotherWaits_theRolloutGoesOn() throws Exception {
    try (ServerFixture server = ServerFixture.start(folder, Map.of());
        HeldTrainer trainer = new HeldTrainer();
        RawConnection second = new RawConnection(server.port())) {
      Call call;
      try (RawConnection first = new RawConnection(server.port())) {
        first.send(ServerFixture.rawRequest(trainer.url()));
        call = trainer.calls.take();
        double joins = server.metric(JOINED);
        second.send(ServerFixture.rawRequest(trainer.url()));
        server.awaitMetric(JOINED, joins + 1);
      }

      call.answer(adds());
      trainer.calls.take().answer(says("5"));

      assertThat(second.read().body()).contains("\"status\":\"COMPLETED\"", "\"num_llm_calls\":2");
    }
  }

  @Test
  void bothCallers_hangUp_endsTheTrainersCall_andFreesThePermit() throws Exception {
    try (ServerFixture server = ServerFixture.start(folder, Map.of());
        HeldTrainer trainer = new HeldTrainer()) {
      Call call;
      try (RawConnection first = new RawConnection(server.port());
          RawConnection second = new RawConnection(server.port())) {
        first.send(ServerFixture.rawRequest(trainer.url()));
        call = trainer.calls.take();
        double joins = server.metric(JOINED);
        second.send(ServerFixture.rawRequest(trainer.url()));
        server.awaitMetric(JOINED, joins + 1);
      }

      call.awaitClosed();
      server.awaitIdle();
    }
  }

  @Test
  void caller_hangsUpWithinTheGrace_comesBack_toTheSameRollout() throws Exception {
    try (ServerFixture server =
            ServerFixture.start(folder, Map.of("rollout.orphan-grace-seconds", "600"));
        HeldTrainer trainer = new HeldTrainer();
        RawConnection again = new RawConnection(server.port())) {
      Call call;
      try (RawConnection first = new RawConnection(server.port())) {
        first.send(ServerFixture.rawRequest(trainer.url()));
        call = trainer.calls.take();
      }
      double joins = server.metric(JOINED);

      again.send(ServerFixture.rawRequest(trainer.url()));
      server.awaitMetric(JOINED, joins + 1);
      call.answer(says("5"));

      assertThat(again.read().body()).contains("\"status\":\"COMPLETED\"");
      assertThat(trainer.calls).isEmpty();
    }
  }

  @Test
  void caller_hangsUp_andTheGraceEnds_cancelsTheRollout() throws Exception {
    try (ServerFixture server =
            ServerFixture.start(folder, Map.of("rollout.orphan-grace-seconds", "0.2"));
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
  void caller_hangsUpWithoutGrace_comesBack_toARolloutThatBeginsAnew() throws Exception {
    try (ServerFixture server = ServerFixture.start(folder, Map.of());
        HeldTrainer trainer = new HeldTrainer();
        RawConnection again = new RawConnection(server.port())) {
      Call call;
      try (RawConnection first = new RawConnection(server.port())) {
        first.send(ServerFixture.rawRequest(trainer.url()));
        call = trainer.calls.take();
      }
      call.awaitClosed();

      again.send(ServerFixture.rawRequest(trainer.url()));
      trainer.calls.take().answer(says("5"));

      assertThat(again.read().body()).contains("\"status\":\"COMPLETED\"");
    }
  }

  private ServerFixture keeping() throws IOException {
    return ServerFixture.start(folder, Map.of("rollout.answer-ttl-seconds", "600"));
  }
}

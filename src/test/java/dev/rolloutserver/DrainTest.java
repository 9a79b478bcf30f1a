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

/** What a server that was told to stop does to rollouts: those that run, wait, and come. */
class DrainTest {
  @TempDir private Path folder;

  @Test
  void stop_letsWhatRunsAndWaitsEnd_andRefusesWhatIsNew() throws Exception {
    try (ServerFixture server =
            ServerFixture.start(
                folder,
                Map.of("server.shutdown-grace-seconds", "600", "rollout.max-concurrent", "1"));
        HeldTrainer trainer = new HeldTrainer();
        RawConnection running = new RawConnection(server.port());
        RawConnection waiting = new RawConnection(server.port());
        RawConnection fresh = new RawConnection(server.port())) {
      running.send(ServerFixture.rawRequest(trainer.url(), "rollout_id", "running"));
      Call call = trainer.calls.take();
      waiting.send(ServerFixture.rawRequest(trainer.url(), "rollout_id", "waiting"));
      server.awaitWaiting(1);

      Thread stop = stopped(server);
      while (server.get("/observe/health/ready").status() != 503) {
        Thread.onSpinWait();
      }

      RawConnection.Answer refused =
          fresh.send(ServerFixture.rawRequest(trainer.url(), "rollout_id", "new")).read();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.headers())
          .containsEntry("retry-after", "5")
          .containsEntry("connection", "close");
      assertThat(refused.body()).endsWith("\"reason\":\"draining\"}");
      assertThat(server.get("/observe/health/live").status()).isEqualTo(200);
      call.answer(says("5"));
      trainer.calls.take().answer(says("6"));
      RawConnection.Answer completed = running.read();
      assertThat(completed.body()).contains("\"COMPLETED\"");
      assertThat(completed.headers()).containsEntry("connection", "close");
      assertThat(waiting.read().body()).contains("\"COMPLETED\"");
      stop.join();
    }
  }

  @Test
  void stop_afterTheGrace_cancelsTheRest_eachAnsweredWithWhatItHas() throws Exception {
    try (ServerFixture server =
            ServerFixture.start(
                folder,
                Map.of("server.shutdown-grace-seconds", "0.2", "rollout.max-concurrent", "1"));
        HeldTrainer trainer = new HeldTrainer();
        RawConnection running = new RawConnection(server.port());
        RawConnection joined = new RawConnection(server.port());
        RawConnection waiting = new RawConnection(server.port())) {
      running.send(ServerFixture.rawRequest(trainer.url(), "rollout_id", "running"));
      trainer.calls.take().answer(adds());
      Call second = trainer.calls.take();
      double joins = server.metric("rollout_joins_total");
      joined.send(ServerFixture.rawRequest(trainer.url(), "rollout_id", "running"));
      server.awaitMetric("rollout_joins_total", joins + 1);
      waiting.send(ServerFixture.rawRequest(trainer.url(), "rollout_id", "waiting"));
      server.awaitWaiting(1);

      Thread stop = stopped(server);

      second.awaitClosed();
      String text = running.read().body();
      Answer partial = new Answer(200, text);
      FailedRollout.assertFailed(partial, "cancelled", null, "The rollout was cancelled");
      assertThat(partial.finalMessages())
          .extracting(message -> message.get("role"))
          .containsExactly("user", "assistant", "tool");
      assertThat(joined.read().body()).isEqualTo(text);
      FailedRollout.assertFailed(
          new Answer(200, waiting.read().body()), "cancelled", null, "The rollout was cancelled");
      stop.join();
    }
  }

  private static Thread stopped(ServerFixture server) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            server.stop();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }
}

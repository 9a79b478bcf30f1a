package dev.rolloutserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.ServerFixture.Answer;
import dev.rolloutserver.simulation.DemoModel;
import dev.rolloutserver.simulation.Drift;
import dev.rolloutserver.simulation.Script;
import dev.rolloutserver.simulation.SimulatedTrainer;
import dev.rolloutserver.simulation.TrainerSettings;
import dev.rolloutserver.simulation.Turn;
import dev.rolloutserver.simulation.Turn.Call;
import dev.rolloutserver.tools.ToolBox;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What a trainer whose ids contradict the mask means for a rollout, over HTTP. */
class DriftTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(
      value = Drift.class,
      names = {"REALIGN", "FORK", "LENGTH"})
  void drift_byDefault_costsNothingAndIsTold(Drift drift) throws Exception {
    try (ServerFixture server = ServerFixture.start(folder, Map.of());
        SimulatedTrainer trainer = trainer(drift)) {
      Answer answer = server.rollout(trainer.url(), "metadata", Map.of("debug_trace", true));

      assertThat(answer.member("status")).isEqualTo("COMPLETED");
      String expected = drift == Drift.REALIGN ? "realign" : "fork";
      assertThat(String.valueOf(answer.extraFields().get("token_check")))
          .contains("class=" + expected, "turn=2", "first_difference=", "expected_around=");
      assertThat(answer.trace().getFirst()).containsEntry("token_check", "clean");
      assertThat(answer.trace().get(1)).containsEntry("token_check", expected);
      assertThat(server.get("/metrics").text())
          .contains("token_checks_total{class=\"" + expected + "\"");
    }
  }

  @ParameterizedTest
  @EnumSource(value = Drift.class, mode = Mode.EXCLUDE, names = "NONE")
  void drift_setToFail_endsTheRolloutWithWhatThereIs(Drift drift) throws Exception {
    try (ServerFixture server =
            ServerFixture.start(folder, Map.of("rollout.on-token-drift", "fail"));
        SimulatedTrainer trainer = trainer(drift)) {
      Answer answer = server.rollout(trainer.url());

      FailedRollout.assertFailed(answer, "token_drift", null, "turn 2");
      assertThat(answer.finalMessages())
          .extracting(message -> message.get("role"))
          .isEqualTo(List.of("user", "assistant", "tool", "assistant"));
      assertThat(answer.extraFields()).containsKey("token_check");
      assertThat(answer.metric("num_llm_calls")).isEqualTo(2);
    }
  }

  @Test
  void noDrift_setToFail_completesWithoutAWord() throws Exception {
    try (ServerFixture server =
            ServerFixture.start(folder, Map.of("rollout.on-token-drift", "fail"));
        SimulatedTrainer trainer = trainer(Drift.NONE)) {
      Answer answer = server.rollout(trainer.url());

      assertThat(answer.member("status")).isEqualTo("COMPLETED");
      assertThat(answer.extraFields()).doesNotContainKey("token_check");
    }
  }

  private static SimulatedTrainer trainer(Drift drift) {
    Turn first = Turn.calling("I will add them.", new Call("add", "{\"a\": 2, \"b\": 3}"));
    return SimulatedTrainer.start(
        TrainerSettings.withTools(ToolBox.calculator().definitions()),
        DemoModel.files(),
        Script.of(first.with(drift), Turn.saying("It is 5.")));
  }
}

package dev.rolloutserver.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.conversation.ToolCall;
import dev.rolloutserver.hub.ModelFiles;
import dev.rolloutserver.simulation.TrainerCaller.Answer;
import dev.rolloutserver.tools.ToolBox;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The trainer with tokenizers and templates of the world. */
class RealModelsTest {
  private final ToolBox tools = ToolBox.calculator();

  @ParameterizedTest
  @ValueSource(strings = {"Qwen/Qwen3-8B", "deepseek-ai/DeepSeek-V3"})
  void calculation_withARealModel_onlyAddsToItsTokens(String name) {
    ModelFiles files = RealModelFiles.of(name);
    try (SimulatedModel counter =
            new SimulatedModel(files, tools.definitions(), Clock.systemUTC());
        SimulatedTrainer trainer =
            SimulatedTrainer.start(
                TrainerSettings.withTools(tools.definitions()), files, Script.calculation());
        TrainerCaller caller = new TrainerCaller(trainer)) {
      List<Message> messages = new ArrayList<>();
      messages.add(
          Message.of(Map.of("role", "user", "content", "Add 15 and 23, double the sum (é, 北京)")));
      int[] context = {};
      int turns = 0;
      boolean going = true;
      while (going) {
        int prompt = counter.ids(counter.prompt(messages)).length;
        @Nullable Integer mask = turns == 0 ? null : Integer.valueOf(prompt - context.length);
        Answer answer = caller.ask("r", messages, mask);

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        assertThat(Arrays.copyOf(answer.promptIds(), context.length)).isEqualTo(context);
        context =
            IntStream.concat(IntStream.of(answer.promptIds()), IntStream.of(answer.tokenIds()))
                .toArray();
        messages.add(answer.message());
        for (ToolCall call : answer.message().toolCalls()) {
          messages.add(Message.toolResult(call, tools.run(call).content()));
        }
        going = !answer.message().toolCalls().isEmpty();
        turns++;
      }

      assertThat(turns).isEqualTo(3);
      assertThat(trainer.text(context)).contains("The final result is 76.");
      assertThat(trainer.violations()).isZero();
    }
  }
}

package dev.rolloutserver.protocol;

import dev.rolloutserver.conversation.AgentConversation;
import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.json.IdText;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** JSON of a turn with a context of so many tokens: read from worker and trainer, and written. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class WireBenchmark {
  private static final int NEW_TOKENS = 200;
  private static final SamplingParams SAMPLING = new SamplingParams(1, 1, 512, null, true);

  @Param({"1000", "8000", "32000"})
  private int tokens;

  private List<Message> messages = List.of();
  private byte[] rolloutRequest = {};
  private byte[] completionAnswer = {};
  private IdText context = new IdText();

  @Setup
  public void write() throws IOException {
    messages = AgentConversation.messages(tokens, 1);
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("rollout_id", "benchmark");
    request.put("server_url", "http://127.0.0.1:9001");
    request.put("tokenizer_name", "rollout-server/demo");
    request.put("sampling_params", Map.of());
    request.put("messages", messages.stream().map(Message::value).toList());
    rolloutRequest = Json.write(request);

    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("id", "benchmark");
    answer.put("object", "chat.completion");
    answer.put("created", 1_700_000_000L);
    answer.put("model", "default");
    answer.put(
        "choices",
        List.of(
            Map.of(
                "index",
                0,
                "message",
                AgentConversation.turn(999, 1).getFirst().value(),
                "finish_reason",
                "tool_calls")));
    answer.put("token_ids", ids(NEW_TOKENS));
    answer.put("logprobs", Collections.nCopies(NEW_TOKENS, -0.123456789));
    answer.put("prompt_token_ids", ids(tokens));
    completionAnswer = Json.write(answer);
    context = read(new IdText()).promptTokenIds().others();
    context.keepFirst(Math.max(0, tokens - NEW_TOKENS));
  }

  @Benchmark
  public RolloutRequest readRolloutRequest() {
    return RolloutRequest.read(rolloutRequest, "application/json", RequestLimits.DEFAULT);
  }

  @Benchmark
  public List<byte[]> writeCallback() {
    return new CompletionRequest("benchmark", messages, SAMPLING, NEW_TOKENS).json();
  }

  /** Beside the ids of the turns before. */
  @Benchmark
  public CompletionResponse readCompletion() throws IOException {
    return read(context);
  }

  private CompletionResponse read(IdText known) throws IOException {
    return CompletionResponse.read(
        new ByteArrayInputStream(completionAnswer),
        true,
        false,
        known,
        JsonLimits.DEFAULT,
        _ -> {});
  }

  /** Ids of three to six digits, as those of a large vocabulary. */
  private static List<Integer> ids(int count) {
    return IntStream.range(0, count).map(i -> 100 + i * 7919 % 150_000).boxed().toList();
  }
}

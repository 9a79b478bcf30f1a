package dev.rolloutserver.protocol;

import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.json.IdText;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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

/** A turn on the wire: what is asked, and an answer with 200 new tokens behind a long prompt. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AnswerBenchmark {
  private static final int NEW_TOKENS = 200;
  private static final SamplingParams PARAMS = new SamplingParams(1, 1, 512, null, true);

  /** Tokens of the prompt. */
  @Param({"1000", "8000", "32000"})
  private int context;

  private byte[] answer = new byte[0];
  private IdText known = new IdText();
  private CompletionRequest request = new CompletionRequest("r", List.of(), PARAMS, 0);

  /** An answer with ids as a tokenizer of 150,000 tokens gives them, and a conversation as long. */
  @Setup
  public void prepare() throws IOException {
    Random random = new Random(1);
    String logprobs =
        random.doubles(NEW_TOKENS).mapToObj(d -> "-" + d).collect(Collectors.joining(","));
    answer =
        ("{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1700000000,"
                + "\"model\":\"default\",\"choices\":[{\"index\":0,\"message\":{\"role\":"
                + "\"assistant\",\"content\":\"Continuing.\"},\"finish_reason\":\"stop\"}],"
                + "\"token_ids\":["
                + ids(random, NEW_TOKENS)
                + "],\"logprobs\":["
                + logprobs
                + "],\"prompt_token_ids\":["
                + ids(random, context)
                + "]}")
            .getBytes(StandardCharsets.UTF_8);
    known = new IdText();
    known.append(answer().promptTokenIds().others());
    known.keepFirst(context - NEW_TOKENS);
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < context / NEW_TOKENS; i++) {
      messages.add(Message.of(Map.of("role", "user", "content", "text ".repeat(NEW_TOKENS))));
    }
    request = new CompletionRequest("r", messages, PARAMS, NEW_TOKENS);
  }

  @Benchmark
  public CompletionResponse answer() throws IOException {
    return CompletionResponse.read(
        new ByteArrayInputStream(answer), true, new IdText(), JsonLimits.DEFAULT);
  }

  /** Beside ids that are all known but the last ones. */
  @Benchmark
  public CompletionResponse answerBesideKnown() throws IOException {
    return CompletionResponse.read(
        new ByteArrayInputStream(answer), true, known, JsonLimits.DEFAULT);
  }

  /** The same document as plain values. */
  @Benchmark
  public @Nullable Object plainValues() {
    return Json.readNonFinite(answer, JsonLimits.DEFAULT);
  }

  @Benchmark
  public List<byte[]> callback() {
    return request.json();
  }

  private static String ids(Random random, int count) {
    return random
        .ints(count, 0, 150_000)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(","));
  }
}

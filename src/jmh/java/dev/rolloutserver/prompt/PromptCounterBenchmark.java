package dev.rolloutserver.prompt;

import dev.rolloutserver.conversation.AgentConversation;
import dev.rolloutserver.conversation.Conversation;
import dev.rolloutserver.conversation.Message;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A prompt rendered and counted: of a conversation that is new, and after a turn of one whose
 * beginning was counted before. No text comes twice, but for that beginning.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PromptCounterBenchmark {
  /** Ten digits in each number, so that all texts are of the same length. */
  private static final long FIRST_NUMBER = 1_000_000_000L;

  @Param({"1000", "8000", "32000"})
  private int tokens;

  @Param({"rollout-server/demo"})
  private String tokenizer = "";

  private BenchmarkFormat format;
  private List<Message> beginning;
  private long number = FIRST_NUMBER;

  @Setup
  public void load() {
    format = new BenchmarkFormat(tokenizer);
    beginning = AgentConversation.messages(tokens, number);
    int counted = format.counter().next(new Conversation(beginning)).length();
    System.out.println("tokens of the prompt: " + counted);
  }

  @TearDown
  public void close() {
    format.close();
  }

  /** A conversation that was never counted. */
  @State(Scope.Thread)
  public static class Unknown {
    private PromptCounter counter;
    private Conversation conversation;

    @Setup(Level.Invocation)
    public void make(PromptCounterBenchmark benchmark) {
      counter = benchmark.format.counter();
      benchmark.number++;
      conversation =
          new Conversation(AgentConversation.messages(benchmark.tokens, benchmark.number));
    }
  }

  /** A conversation that was counted, and has had another turn. */
  @State(Scope.Thread)
  public static class Extended {
    private PromptCounter counter;
    private Conversation conversation;

    @Setup(Level.Invocation)
    public void make(PromptCounterBenchmark benchmark) {
      counter = benchmark.format.counter();
      conversation = new Conversation(benchmark.beginning);
      counter.next(conversation);
      benchmark.number++;
      AgentConversation.turn(999, benchmark.number).forEach(conversation::add);
    }
  }

  @Benchmark
  public Prompt whole(Unknown unknown) {
    return unknown.counter.next(unknown.conversation);
  }

  @Benchmark
  public Prompt turn(Extended extended) {
    return extended.counter.next(extended.conversation);
  }
}

package dev.rolloutserver.prompt;

import dev.rolloutserver.conversation.AgentConversation;
import dev.rolloutserver.conversation.Conversation;
import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.json.IdRun;
import dev.rolloutserver.json.IdText;
import dev.rolloutserver.simulation.DemoModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Mask and check of two turns, with a context of so many ids. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TokenCheckBenchmark {
  private static final int ANSWER = 100;

  @Param({"1000", "8000", "32000"})
  private int tokens;

  private BenchmarkFormat format;
  private Prompt first;
  private Prompt second;
  private int[] firstIds;
  private IdRun firstRead;
  private IdRun secondRead;
  private IdText answer;
  private int[] secondIds;

  @Setup
  public void make() {
    format = new BenchmarkFormat(DemoModel.NAME);
    List<Message> messages = new ArrayList<>(AgentConversation.messages(tokens, 1));
    PromptCounter counter = format.counter();
    Conversation conversation = new Conversation(messages);
    first = counter.next(conversation);
    AgentConversation.turn(999, 1).forEach(conversation::add);
    second = counter.next(conversation);
    firstIds = first.ids();
    secondIds = second.ids();
    int known = firstIds.length + ANSWER;
    answer = IdText.of(Arrays.copyOfRange(secondIds, firstIds.length, known));
    firstRead = new IdRun(0, IdText.of(firstIds));
    secondRead =
        new IdRun(known, IdText.of(Arrays.copyOfRange(secondIds, known, secondIds.length)));
  }

  @TearDown
  public void close() {
    format.close();
  }

  @Benchmark
  public TurnVerdict check() {
    TokenCheck check = new TokenCheck();
    check.answered(1, first, 0, firstRead, answer);
    return check.answered(
        2, second, secondIds.length - firstIds.length - ANSWER, secondRead, answer);
  }

  @Benchmark
  public OptionalInt mask() {
    ResponseMask mask = new ResponseMask();
    mask.next(firstIds.length);
    mask.answered(ANSWER);
    return mask.next(secondIds.length);
  }
}

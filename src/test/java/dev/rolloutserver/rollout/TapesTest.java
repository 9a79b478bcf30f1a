package dev.rolloutserver.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.conversation.ToolCall;
import dev.rolloutserver.json.IdRun;
import dev.rolloutserver.json.IdText;
import dev.rolloutserver.prompt.TokenDrift;
import dev.rolloutserver.prompt.TurnVerdict;
import dev.rolloutserver.protocol.CompletionResponse;
import dev.rolloutserver.tools.ToolResult;
import java.io.PrintWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When observers hear of what rollouts do. */
@Timeout(60)
class TapesTest {
  private final AtomicLong clock = new AtomicLong();
  private final Tapes tapes = new Tapes(clock::get);

  @AfterEach
  void close() {
    tapes.close();
  }

  /** Keeps what it is told, and when that happened. */
  private final class Listener implements RolloutObserver {
    private final List<String> told = new ArrayList<>();

    @Override
    public synchronized void traced(@Nullable String traceId) {
      told.add("traced " + traceId);
    }

    @Override
    public synchronized void begun(long waited) {
      told.add("begun at " + tapes.time());
    }

    @Override
    public synchronized void attemptFailed(String kind) {
      told.add(kind + " at " + tapes.time());
    }

    synchronized List<String> told() {
      return List.copyOf(told);
    }
  }

  @Test
  void settle_ofARolloutThatGoesOn_tellsItsStepsInOrderWithTheirTimes() {
    Listener listener = new Listener();
    RolloutObserver rollout = begin(List.of(listener), RolloutObserver.NONE);
    step(rollout, 1, "first");
    step(rollout, 2, "second");
    clock.set(100);

    tapes.settle();
    assertThat(listener.told()).containsExactly("traced null", "first at 1", "second at 2");

    step(rollout, 101, "third");
    tapes.settle();
    tapes.settle();
    assertThat(listener.told()).hasSize(4).endsWith("third at 101");
  }

  @Test
  void steps_ofEachKind_areToldAsTheyWereNoted() {
    List<String> direct = new ArrayList<>();
    List<String> told = new ArrayList<>();
    playEachKind(recording(direct));

    playEachKind(begin(List.of(recording(told)), RolloutObserver.NONE));
    tapes.settle();

    assertThat(direct).hasSize(15);
    assertThat(told).startsWith("traced [null]");
    assertThat(told.subList(1, told.size())).isEqualTo(direct);
  }

  @Test
  void steps_thatAreEachToldAtOnce_areToldAsTheyWereNoted() {
    List<String> direct = new ArrayList<>();
    List<String> told = new ArrayList<>();
    playEachKind(recording(direct));

    playEachKind(settling(begin(List.of(recording(told)), RolloutObserver.NONE)));

    assertThat(told.subList(1, told.size())).isEqualTo(direct);
  }

  /** Has each step told before the next one. */
  private RolloutObserver settling(RolloutObserver rollout) {
    return (RolloutObserver)
        Proxy.newProxyInstance(
            TapesTest.class.getClassLoader(),
            new Class<?>[] {RolloutObserver.class},
            (self, method, given) -> {
              Object answer = method.invoke(rollout, given);
              tapes.settle();
              tapes.settle();
              return answer;
            });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void answer_thatWasTold_isLetGoUnlessSomebodyKeepsTurns(boolean keeps) {
    RolloutObserver hearer =
        new RolloutObserver() {
          @Override
          public boolean keepsTurns() {
            return keeps;
          }
        };
    RolloutNotes notes = notes();
    TurnNotes beforeTurns = notes.last();
    playEachKind(tapes.observers(List.of(_ -> hearer), RolloutObservers.NONE).queued(notes));
    TurnNotes turn = Objects.requireNonNull(beforeTurns.next());

    tapes.settle();
    assertThat(turn.called()).isTrue();
    assertThat(turn.answer() != null).isEqualTo(keeps);
    assertThat(turn.trainerFailed()).isFalse();
  }

  @Test
  void copy_ofATurn_staysAsItWas() {
    RolloutNotes notes = notes();
    TurnNotes beforeTurns = notes.last();
    RolloutObserver rollout =
        tapes.observers(List.of(_ -> new Listener()), RolloutObservers.NONE).queued(notes);
    rollout.begun(0);
    rollout.trainerAsked(1, 41, 42, 43);
    TurnNotes copy = Objects.requireNonNull(beforeTurns.next()).copy();
    rollout.attemptFailed("timeout");
    rollout.trainerFailed(51);

    assertThat(copy.called()).isFalse();
    assertThat(copy.failedAttempts()).isEmpty();
    assertThat(copy.promptLength()).isEqualTo(41);
    assertThat(beforeTurns.next().trainerFailed()).isTrue();
  }

  @Test
  void refusal_isToldOnce() {
    List<String> told = new ArrayList<>();
    RolloutObserver rollout = begin(List.of(recording(told)), RolloutObserver.NONE);
    rollout.refused("queue full");

    tapes.settle();
    tapes.settle();

    assertThat(told).containsExactly("traced [null]", "refused [queue full]");
  }

  /** No two numbers of a call are the same. */
  private static void playEachKind(RolloutObserver rollout) {
    CompletionResponse answer =
        new CompletionResponse(
            Message.of(Map.of("role", "assistant", "content", "4")),
            "stop",
            IdText.of(7, 8),
            new IdRun(3, IdText.of()),
            null,
            Map.of());
    ToolCall call = new ToolCall("call-1", "add", Map.of());
    rollout.begun(11);
    rollout.trainerAsked(1, 41, 42, 43);
    rollout.trainerAnswered(
        answer, 61, "fork", new TokenDrift(TurnVerdict.FORK, 4, 1, 2, 3, "expected", "actual"));
    rollout.toolsAnswered(
        List.of(new ToolAnswer(call, call.name(), new ToolResult("5", false, null), 71)), 72);
    rollout.trainerAsked(2, 44, 45, 46);
    rollout.attemptFailed("timeout");
    rollout.attemptFailed("server_error");
    rollout.trainerAnswered(answer, 62, null, null);
    rollout.toolsAsked(List.of(call));
    rollout.toolsAnswered(
        List.of(new ToolAnswer(call, call.name(), new ToolResult("6", false, null), 73)), 74);
    rollout.trainerAsked(3, 47, 48, 49);
    rollout.trainerFailed(51);
    rollout.promptFailed(4, 21, 22);
    rollout.promptFailed(5, null, 31);
    rollout.ended(ended());
  }

  /** Keeps each call that tells it something, with what it was given. */
  private static RolloutObserver recording(List<String> calls) {
    return (RolloutObserver)
        Proxy.newProxyInstance(
            TapesTest.class.getClassLoader(),
            new Class<?>[] {RolloutObserver.class},
            (self, method, given) -> {
              if (given != null) {
                calls.add(method.getName() + " " + Arrays.toString(given));
              }
              return InvocationHandler.invokeDefault(self, method, given);
            });
  }

  @Test
  void steps_nobodyAsks_areToldSoon() throws Exception {
    CountDownLatch heard = new CountDownLatch(2);
    RolloutObserver listener =
        new RolloutObserver() {
          @Override
          public void attemptFailed(String kind) {
            heard.countDown();
          }
        };

    RolloutObserver rollout = begin(List.of(listener), RolloutObserver.NONE);
    rollout.attemptFailed("once");
    // by then it waits for more
    Thread.sleep(200);
    rollout.attemptFailed("twice");

    heard.await();
  }

  @Test
  void steps_ofManyRolloutsWhileOthersLook_areEachToldOnceAndInOrder() throws Exception {
    List<Listener> listeners = IntStream.range(0, 40).mapToObj(_ -> new Listener()).toList();
    RolloutObservers observers = tapes.observers(inTurn(listeners), RolloutObservers.NONE);

    List<Thread> threads =
        listeners.stream()
            .map(_ ->
                Thread.ofVirtual()
                    .start(() -> {
                      RolloutObserver rollout = observers.queued(notes());
                      rollout.trainerAsked(1, 5, 0, 0);
                      for (int i = 0; i < 500; i++) {
                        rollout.attemptFailed("step " + i);
                        if (i % 50 == 0) {
                          tapes.settle();
                        }
                      }
                    }))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }
    tapes.settle();

    List<String> all = IntStream.range(0, 500).mapToObj(i -> "step " + i + " at 0").toList();
    assertThat(listeners)
        .allSatisfy(listener -> assertThat(listener.told().subList(1, 501)).isEqualTo(all));
  }

  @Test
  void rollouts_moreThanMayWait_waitThemselves() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    AtomicLong told = new AtomicLong();
    RolloutObserver slow =
        new RolloutObserver() {
          @Override
          public void begun(long waited) {
            stuck.countDown();
            try {
              free.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
        };
    RolloutObserver quick =
        new RolloutObserver() {
          @Override
          public void begun(long waited) {
            told.incrementAndGet();
          }
        };
    AtomicLong queued = new AtomicLong();
    RolloutObservers observers =
        tapes.observers(
            List.of(_ -> queued.getAndIncrement() == 0 ? slow : quick), RolloutObservers.NONE);
    observers.queued(notes()).begun(0);
    stuck.await();

    AtomicLong noted = new AtomicLong();
    Thread noting =
        Thread.ofPlatform()
            .start(() -> {
              for (int i = 0; i < 2000; i++) {
                observers.queued(notes()).begun(0);
                noted.incrementAndGet();
              }
            });
    try {
      while (noting.getState() != Thread.State.WAITING) {
        Thread.sleep(1);
      }
      assertThat(noted.get()).isEqualTo(512);
    } finally {
      free.countDown();
    }
    noting.join();
    tapes.settle();
    assertThat(told.get()).isEqualTo(2000);
  }

  @Test
  void observerThatThrows_keepsNobodyFromHearing() {
    assertHeardBeside(new StackOverflowError("of a test"));
  }

  @Test
  void fault_thatCannotBeToldOf_keepsNobodyFromHearing() {
    assertHeardBeside(new UntoldFault());
  }

  /** All is heard beside an observer that throws this. */
  private void assertHeardBeside(Error fault) {
    RolloutObserver broken =
        new RolloutObserver() {
          @Override
          public void attemptFailed(String kind) {
            throw fault;
          }
        };
    Listener listener = new Listener();

    RolloutObserver rollout = begin(List.of(broken, listener), RolloutObserver.NONE);
    step(rollout, 1, "first");
    step(rollout, 2, "second");
    tapes.settle();

    assertThat(listener.told()).containsExactly("traced null", "first at 1", "second at 2");
  }

  /** Nobody can write it down. */
  private static final class UntoldFault extends OutOfMemoryError {
    private static final long serialVersionUID = 1;

    @Override
    public void printStackTrace(PrintWriter to) {
      throw new OutOfMemoryError("of a test, again");
    }
  }

  @Test
  void steps_afterTheEnd_areToldAtOnce() {
    Listener listener = new Listener();
    RolloutObserver rollout = begin(List.of(listener), RolloutObserver.NONE);
    step(rollout, 1, "before");

    tapes.close();
    assertThat(listener.told()).endsWith("before at 1");

    step(rollout, 2, "after");
    assertThat(listener.told()).endsWith("after at 2");
  }

  @Test
  void trace_isAskedForHeadersAtOnceAndToldLater_othersHearItsId() {
    Listener listener = new Listener();
    List<String> steps = new ArrayList<>();
    RolloutObserver trace =
        new RolloutObserver() {
          @Override
          public String traceId() {
            return "id";
          }

          @Override
          public Map<String, String> traceHeaders(int turn) {
            return Map.of("traceparent", "of turn " + turn);
          }

          @Override
          public void trainerAsked(int turn, int length, long promptTime, int zeros) {
            steps.add("asked at " + tapes.time());
          }
        };

    RolloutObserver rollout = begin(List.of(listener), trace);
    clock.set(7);
    rollout.trainerAsked(1, 5, 0, 0);

    assertThat(listener.told()).containsExactly("traced id");
    assertThat(rollout.traceId()).isEqualTo("id");
    assertThat(rollout.traceHeaders(3)).containsEntry("traceparent", "of turn 3");
    tapes.settle();
    assertThat(steps).containsExactly("asked at 7");
  }

  @Test
  void log_wanted_isALineOfTheRolloutThoughItsThreadNeverSaysOne() {
    Logger logger = Logger.getLogger("dev.rolloutserver.rollout");
    ScopeLines lines = new ScopeLines();
    logger.addHandler(lines);
    logger.setLevel(Level.INFO);
    try {
      RolloutObserver rollout = begin(List.of(), traced("id"));
      rollout.begun(0);
      rollout.ended(ended());
      tapes.settle();
    } finally {
      logger.setLevel(Level.OFF);
      logger.removeHandler(lines);
    }

    assertThat(lines.scopes).containsExactly(new RolloutScope("r", "id"));
  }

  @Test
  void log_wantedWhileARolloutRuns_hasItsLine() {
    Logger logger = Logger.getLogger("dev.rolloutserver.rollout");
    ScopeLines lines = new ScopeLines();
    logger.addHandler(lines);
    try {
      RolloutObserver rollout = begin(List.of(new Listener()), RolloutObserver.NONE);
      logger.setLevel(Level.INFO);
      rollout.ended(ended());
      tapes.settle();
    } finally {
      logger.setLevel(Level.OFF);
      logger.removeHandler(lines);
    }

    assertThat(lines.scopes).containsExactly(new RolloutScope("r", null));
  }

  @Test
  void trace_thatHearsNoSteps_givesTheTrainerItsHeadersAllTheSame() {
    RolloutObserver trace = unsent();

    assertThat(begin(List.of(new Listener()), trace).traceHeaders(1))
        .isEqualTo(trace.traceHeaders(1))
        .isNotEmpty();
  }

  @Test
  void log_notWantedAndNobodyElseToTell_leavesOfATraceThatHearsNoStepsWhatTheTrainerIsTold() {
    RolloutObserver rollout = begin(List.of(), unsent());
    step(rollout, 1, "first");
    tapes.settle();

    assertThat(rollout.traceHeaders(1)).containsEntry("traceparent", "x");
    assertThat(rollout.traceId()).isEqualTo("y");
    assertThat(rollout.hearsSteps()).isFalse();
  }

  @Test
  void trace_thatHearsStepsByItself_isToldThem() {
    Listener trace = new Listener();

    RolloutObserver rollout = begin(List.of(), trace);
    step(rollout, 1, "first");
    tapes.settle();

    assertThat(trace.told()).containsExactly("first at 1");
  }

  private static RolloutObserver unsent() {
    return new RolloutObserver() {
      @Override
      public boolean hearsSteps() {
        return false;
      }

      @Override
      public Map<String, String> traceHeaders(int turn) {
        return Map.of("traceparent", "x");
      }

      @Override
      public String traceId() {
        return "y";
      }

      @Override
      public void attemptFailed(String kind) {
        throw new AssertionError("told " + kind);
      }
    };
  }

  private static RolloutObserver traced(String id) {
    return new RolloutObserver() {
      @Override
      public String traceId() {
        return id;
      }
    };
  }

  private static RolloutOutcome ended() {
    Usage usage = new Usage(Duration.ZERO, Duration.ZERO, Duration.ZERO, 1, 1, 0, 1, 1, 2, 0);
    return new RolloutOutcome.Completed(FinishReason.STOP, List.of(), usage, Map.of());
  }

  /** Keeps whose each line is. */
  private static final class ScopeLines extends Handler {
    private final List<@Nullable RolloutScope> scopes = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord line) {
      scopes.add(RolloutScope.current());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private RolloutObserver begin(List<RolloutObserver> listeners, RolloutObserver trace) {
    List<RolloutObservers> all =
        listeners.stream().<RolloutObservers>map(each -> _ -> each).toList();
    return tapes.observers(all, _ -> trace).queued(notes());
  }

  private void step(RolloutObserver rollout, long at, String name) {
    clock.set(at);
    rollout.attemptFailed(name);
  }

  /** Gives each rollout one of these. */
  private static List<RolloutObservers> inTurn(List<Listener> listeners) {
    AtomicLong next = new AtomicLong();
    return List.of(_ -> listeners.get((int) next.getAndIncrement()));
  }

  private static RolloutNotes notes() {
    return new RolloutNotes(RolloutSpecs.of("r", "hi", "org/model"), "trainer", 0);
  }
}

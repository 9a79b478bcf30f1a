package dev.rolloutserver.rollout;

import dev.rolloutserver.conversation.ToolCall;
import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.deadline.Cancellation.Registration;
import dev.rolloutserver.tools.ToolBox;
import dev.rolloutserver.tools.ToolResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Runs the calls of one turn at the same time, those that only compute one after the other; results
 * keep the order of the calls.
 */
final class ToolCalls {
  private final ToolBox tools;
  private final List<ToolCall> calls;

  /** Those that do not only compute. */
  private final List<ToolCall> waiting;

  ToolCalls(ToolBox tools, List<ToolCall> calls) {
    this.tools = tools;
    this.calls = calls;
    this.waiting = new ArrayList<>(0);
    for (ToolCall call : calls) {
      if (!tools.instant(call)) {
        waiting.add(call);
      }
    }
  }

  /** Whether some may take their time. */
  boolean waits() {
    return !waiting.isEmpty();
  }

  /**
   * The results; a tool that takes longer than the limit has failed.
   *
   * @throws InterruptedException if this thread, or a tool, is to end early
   */
  List<ToolAnswer> answers(Duration limit, Cancellation cancellation) throws InterruptedException {
    Iterator<ToolAnswer> waited =
        waits() ? atOnce(limit, cancellation) : Collections.emptyIterator();
    List<ToolAnswer> results = new ArrayList<>(calls.size());
    for (ToolCall call : calls) {
      if (cancellation.cancelled()) {
        throw new InterruptedException("the rollout is to end");
      }
      results.add(tools.instant(call) ? answer(call) : waited.next());
    }
    return results;
  }

  private Iterator<ToolAnswer> atOnce(Duration limit, Cancellation cancellation)
      throws InterruptedException {
    // closed by hand: close() would wait for a tool that does not hear its interrupt
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try (Registration _ = cancellation.onCancel(threads::shutdownNow)) {
      List<Callable<ToolAnswer>> tasks = new ArrayList<>();
      waiting.forEach(call -> tasks.add(RolloutScope.passedOn(() -> answer(call))));
      List<Future<ToolAnswer>> futures =
          threads.invokeAll(tasks, limit.toNanos(), TimeUnit.NANOSECONDS);
      if (cancellation.cancelled()) {
        throw new InterruptedException("the rollout is to end");
      }
      List<ToolAnswer> results = new ArrayList<>();
      for (int i = 0; i < waiting.size(); i++) {
        Future<ToolAnswer> future = futures.get(i);
        results.add(future.isCancelled() ? late(waiting.get(i), limit) : future.get());
      }
      return results.iterator();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a tool failed without saying so", e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private ToolAnswer answer(ToolCall call) {
    long start = System.nanoTime();
    ToolResult result = tools.run(call);
    return new ToolAnswer(call, tools.name(call), result, System.nanoTime() - start);
  }

  private ToolAnswer late(ToolCall call, Duration limit) {
    String text = call.name() + " did not answer within " + limit.toMillis() / 1000.0 + " s";
    return new ToolAnswer(call, tools.name(call), ToolResult.failure(text, text), limit.toNanos());
  }
}

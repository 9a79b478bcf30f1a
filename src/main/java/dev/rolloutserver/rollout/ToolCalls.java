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

  ToolCalls(ToolBox tools) {
    this.tools = tools;
  }

  /** A result and the time it took. */
  record Timed(ToolResult result, Duration time) {}

  /**
   * The results; a tool that takes longer than the limit has failed.
   *
   * @throws InterruptedException if this thread, or a tool, is to end early
   */
  List<Timed> run(List<ToolCall> calls, Duration limit, Cancellation cancellation)
      throws InterruptedException {
    List<ToolCall> waiting = calls.stream().filter(call -> !tools.instant(call)).toList();
    Iterator<Timed> waited =
        waiting.isEmpty() ? Collections.emptyIterator() : atOnce(waiting, limit, cancellation);
    List<Timed> results = new ArrayList<>(calls.size());
    for (ToolCall call : calls) {
      if (cancellation.cancelled()) {
        throw new InterruptedException("the rollout is to end");
      }
      results.add(tools.instant(call) ? timed(call) : waited.next());
    }
    return results;
  }

  private Iterator<Timed> atOnce(List<ToolCall> calls, Duration limit, Cancellation cancellation)
      throws InterruptedException {
    // closed by hand: close() would wait for a tool that does not hear its interrupt
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try (Registration _ = cancellation.onCancel(threads::shutdownNow)) {
      List<Callable<Timed>> tasks = new ArrayList<>();
      calls.forEach(call -> tasks.add(RolloutScope.passedOn(() -> timed(call))));
      List<Future<Timed>> futures = threads.invokeAll(tasks, limit.toNanos(), TimeUnit.NANOSECONDS);
      if (cancellation.cancelled()) {
        throw new InterruptedException("the rollout is to end");
      }
      List<Timed> results = new ArrayList<>();
      for (int i = 0; i < calls.size(); i++) {
        Future<Timed> future = futures.get(i);
        results.add(future.isCancelled() ? late(calls.get(i), limit) : future.get());
      }
      return results.iterator();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a tool failed without saying so", e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private Timed timed(ToolCall call) {
    long start = System.nanoTime();
    ToolResult result = tools.run(call);
    return new Timed(result, Duration.ofNanos(System.nanoTime() - start));
  }

  private static Timed late(ToolCall call, Duration limit) {
    String text = call.name() + " did not answer within " + limit.toMillis() / 1000.0 + " s";
    return new Timed(ToolResult.failure(text, text), limit);
  }
}

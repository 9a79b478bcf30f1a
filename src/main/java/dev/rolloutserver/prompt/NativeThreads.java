package dev.rolloutserver.prompt;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * A few platform threads for what computes for long, and for native code, which would pin the
 * carriers of virtual threads. They end when they have nothing to do, and never keep the process
 * alive.
 */
final class NativeThreads implements AutoCloseable {
  private static final long IDLE_SECONDS = 30;

  private final ThreadPoolExecutor threads;
  private final LongConsumer waited;

  /**
   * Threads of this name.
   *
   * @param waited is told by each work that begins how many nanoseconds it waited
   */
  NativeThreads(String name, int count, LongConsumer waited) {
    this.waited = waited;
    threads =
        new ThreadPoolExecutor(
            count,
            count,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name(name + "-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * Runs the work and waits for it. What it throws is thrown.
   *
   * @throws PromptException of kind CANCELLED if this thread is interrupted; work that has begun is
   *     left to end on its own
   */
  <T> T call(Callable<T> work) {
    if (Thread.currentThread().isInterrupted()) {
      throw givenUp(new InterruptedException());
    }
    long submitted = System.nanoTime();
    Future<T> result =
        threads.submit(() -> {
          waited.accept(System.nanoTime() - submitted);
          return work.call();
        });
    try {
      return result.get();
    } catch (InterruptedException e) {
      result.cancel(false);
      Thread.currentThread().interrupt();
      throw givenUp(e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    } catch (CancellationException e) {
      throw new IllegalStateException("the threads are gone", e);
    }
  }

  private static PromptException givenUp(InterruptedException e) {
    return new PromptException(
        PromptException.Kind.CANCELLED, "The prompt was given up while it was made", e);
  }

  /** Takes no more work; what was taken is still done. */
  @Override
  public void close() {
    threads.shutdown();
  }
}

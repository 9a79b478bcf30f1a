package dev.rolloutserver.outbound;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the addresses of hosts. The lookup of the platform cannot be ended, and holds the carrier
 * of a virtual thread for as long as a name server is silent: it runs on a thread of its own, one
 * for all who ask for the same host at the time.
 */
final class NameLookup {
  /** Threads, each of which a silent name server keeps for a while after nobody waits any more. */
  static final int MAX_LOOKUPS = 64;

  private final Resolver resolver;
  private final ThreadFactory threads;
  private final Semaphore permits = new Semaphore(MAX_LOOKUPS);
  private final Map<String, CompletableFuture<List<InetAddress>>> running =
      new ConcurrentHashMap<>();

  /** The lookup of the platform. */
  @FunctionalInterface
  interface Resolver {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  NameLookup(Resolver resolver) {
    this(resolver, Thread.ofPlatform().daemon().name("name-lookup").factory());
  }

  NameLookup(Resolver resolver, ThreadFactory threads) {
    this.resolver = resolver;
    this.threads = threads;
  }

  /**
   * The addresses of a host, at least one.
   *
   * @param limit longest wait
   * @param waiting told of the wait before it begins, so that it can be closed meanwhile
   */
  List<InetAddress> addresses(String host, Duration limit, Consumer<Closeable> waiting)
      throws IOException {
    try {
      // with its name: TLS would ask a name server for it
      return List.of(InetAddress.getByAddress(host, InetAddress.ofLiteral(host).getAddress()));
    } catch (IllegalArgumentException e) {
      return await(host, limit, waiting);
    }
  }

  private List<InetAddress> await(String host, Duration limit, Consumer<Closeable> waiting)
      throws IOException {
    CompletableFuture<List<InetAddress>> lookup = running.computeIfAbsent(host, this::start);
    if (lookup == null) {
      throw new IOException(
          "%s: its address was not looked up, since %d others are, and not found yet"
              .formatted(host, MAX_LOOKUPS));
    }
    CompletableFuture<List<InetAddress>> found = lookup.copy();
    waiting.accept(() -> found.cancel(false));
    try {
      return found.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new SocketTimeoutException(host + ": its address was not found in time");
    } catch (CancellationException e) {
      throw new IOException(host + ": its address is no longer waited for", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(host + ": its address is no longer waited for");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof UnknownHostException unknown ? unknown : new IOException(e);
    }
  }

  /** Null where as many run as may. */
  private @Nullable CompletableFuture<List<InetAddress>> start(String host) {
    if (!permits.tryAcquire()) {
      return null;
    }
    CompletableFuture<List<InetAddress>> found = new CompletableFuture<>();
    boolean started = false;
    try {
      threads.newThread(() -> lookUp(host, found)).start();
      started = true;
    } finally {
      // the system may have no thread left
      if (!started) {
        permits.release();
      }
    }
    return found;
  }

  private void lookUp(String host, CompletableFuture<List<InetAddress>> found) {
    List<InetAddress> addresses = List.of();
    @Nullable Throwable failure = null;
    try {
      addresses = List.of(resolver.addresses(host));
    } catch (UnknownHostException | RuntimeException | Error e) {
      failure = e;
    }
    // before it is told: whoever asks after that has it looked up anew
    running.remove(host);
    permits.release();
    if (failure == null) {
      found.complete(addresses);
    } else {
      found.completeExceptionally(failure);
    }
  }
}

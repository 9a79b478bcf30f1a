package dev.rolloutserver.prompt;

import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.hub.HubException;
import dev.rolloutserver.prompt.PromptException.Kind;
import dev.rolloutserver.tokenizer.TokenizerException;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The prompt formats in use and those used last. Each is loaded once however many ask for it, and
 * its native memory is given back when it is neither kept nor leased. Safe for use by many threads.
 */
public final class PromptFormats implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(PromptFormats.class.getName());
  private static final String MAIN = "main";

  private final PromptSettings settings;
  private final Clock clock;
  private final PromptObserver observer;
  private final FormatLoad load;

  /** Guards all that follows. */
  private final Object lock = new Object();

  /** From the one not used for longest to the one used last. */
  private final Map<Key, CachedFormat> formats = new LinkedHashMap<>(16, 0.75f, true);

  private final RecentFailures failures;
  private boolean closed;

  /** Formats of the models of this source; the clock also is what templates see. */
  public PromptFormats(
      ModelSource source, PromptSettings settings, Clock clock, PromptObserver observer) {
    this.settings = settings;
    this.clock = clock;
    this.observer = observer;
    this.load = new FormatLoad(source, settings, clock, observer);
    this.failures = new RecentFailures(settings.failureTtl(), clock);
  }

  /**
   * Takes a format, which stays usable until the lease is closed; waits while it is loaded.
   *
   * @param revision branch, tag or commit; null for the main branch
   * @throws PromptException if it cannot be loaded, or not before the deadline
   */
  public Lease lease(String name, @Nullable String revision, Deadline deadline) {
    Key key = new Key(name, revision == null ? MAIN : revision);
    CachedFormat cached = join(key, revision);
    boolean leased = false;
    try {
      PromptFormat format = await(cached, name, deadline);
      leased = true;
      return new CacheLease(cached, format);
    } finally {
      if (!leased) {
        release(cached);
      }
    }
  }

  /**
   * Takes a format that is loaded already; empty where it is not.
   *
   * @param revision as it was asked for, or the commit that it is; null for the main branch
   */
  public Optional<Lease> leaseLoaded(String name, @Nullable String revision) {
    Key wanted = new Key(name, revision == null ? MAIN : revision);
    synchronized (lock) {
      for (Map.Entry<Key, CachedFormat> entry : formats.entrySet()) {
        CachedFormat cached = entry.getValue();
        if (!closed && cached.loading.state() == Future.State.SUCCESS) {
          PromptFormat format = cached.loading.resultNow().format();
          if (entry.getKey().equals(wanted)
              || (format.name().equals(name) && format.revision().equals(revision))) {
            cached.users++;
            return Optional.of(new CacheLease(cached, format));
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Has the next lease try again what could not be loaded a short time ago. */
  void forgetFailure(String name, @Nullable String revision) {
    synchronized (lock) {
      failures.forget(new Key(name, revision == null ? MAIN : revision));
    }
  }

  /** The formats that are kept, the one used last at the end. */
  public List<FormatReport> loaded() {
    List<FormatReport> reports = new ArrayList<>();
    synchronized (lock) {
      formats.forEach((key, cached) -> {
        if (cached.loading.state() == Future.State.SUCCESS) {
          CachedFormat.Loaded loaded = cached.loading.resultNow();
          PromptFormat format = loaded.format();
          reports.add(
              new FormatReport(
                  format.name(),
                  format.revision(),
                  format.tokenizerSha256(),
                  format.templateSha256(),
                  format.countedBy(),
                  format.nativeBytes(),
                  cached.hits,
                  loaded.millis()));
        }
      });
    }
    return reports;
  }

  /** Gives back all that is not leased, and the rest with its last lease. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
    }
    evictExcess();
  }

  private CachedFormat join(Key key, @Nullable String revision) {
    CachedFormat cached;
    boolean missed = false;
    synchronized (lock) {
      if (closed) {
        throw new IllegalStateException("the prompt formats are closed");
      }
      failures.rethrow(key);
      cached = formats.get(key);
      if (cached == null) {
        cached = new CachedFormat();
        formats.put(key, cached);
        missed = true;
      } else {
        cached.hits++;
      }
      cached.users++;
    }
    if (missed) {
      observer.miss();
      CachedFormat started = cached;
      // a thread of its own: whoever waits may give up without harm to the others
      Thread.ofVirtual().name("load " + key.name()).start(() -> load(key, revision, started));
    } else {
      observer.hit();
    }
    return cached;
  }

  private void load(Key key, @Nullable String revision, CachedFormat cached) {
    long begin = clock.millis();
    try {
      PromptFormat format = load.load(key.name(), revision);
      long millis = clock.millis() - begin;
      observer.loaded(key.name(), millis);
      cached.loading.complete(new CachedFormat.Loaded(format, millis));
    } catch (PromptException e) {
      fail(key, cached, e);
    } catch (RuntimeException | Error e) {
      fail(
          key,
          cached,
          new PromptException(
              Kind.TOKENIZER, "The tokenizer '" + key.name() + "' cannot be loaded", e));
    }
    evictExcess();
  }

  private void fail(Key key, CachedFormat cached, PromptException cause) {
    synchronized (lock) {
      formats.remove(key, cached);
      failures.add(key, cause);
    }
    logFailure(key, cause);
    observer.failed(key.name());
    cached.loading.completeExceptionally(cause);
  }

  /** What callers are not told: paths, addresses, faults of ours. */
  private static void logFailure(Key key, PromptException failure) {
    String thing = "Tokenizer " + key.name() + " at " + key.revision() + " cannot be loaded: ";
    switch (failure.getCause()) {
      case HubException cause -> LOGGER.log(Level.WARNING, thing + cause.detail());
      case TokenizerException cause -> LOGGER.log(Level.WARNING, thing + cause.detail());
      case null -> LOGGER.log(Level.WARNING, thing + failure.getMessage());
      case Throwable cause -> LOGGER.log(Level.ERROR, thing + failure.getMessage(), cause);
    }
  }

  private static PromptFormat await(CachedFormat cached, String name, Deadline deadline) {
    try {
      return cached.loading.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS).format();
    } catch (TimeoutException e) {
      throw new PromptException(
          Kind.TIMEOUT, "The tokenizer '" + name + "' was not loaded in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PromptException(
          Kind.CANCELLED, "The tokenizer '" + name + "' is no longer waited for", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof PromptException cause) {
        throw RecentFailures.copy(cause);
      }
      throw new IllegalStateException(e);
    }
  }

  private void release(CachedFormat cached) {
    synchronized (lock) {
      cached.users--;
    }
    evictExcess();
  }

  /** Frees what is kept beyond the size, outside the lock. */
  private void evictExcess() {
    List<CachedFormat> evicted = new ArrayList<>();
    boolean last;
    synchronized (lock) {
      int kept = closed ? 0 : settings.cacheSize();
      Iterator<CachedFormat> eldestFirst = formats.values().iterator();
      while (formats.size() > kept && eldestFirst.hasNext()) {
        CachedFormat eldest = eldestFirst.next();
        if (eldest.idle()) {
          eldestFirst.remove();
          evicted.add(eldest);
        }
      }
      last = closed && formats.isEmpty();
    }
    for (CachedFormat each : evicted) {
      PromptFormat format = each.loading.resultNow().format();
      format.close();
      observer.evicted(format.name());
    }
    if (last) {
      load.close();
    }
  }

  /** The use of a format. */
  public interface Lease extends AutoCloseable {
    /** The format, to be used only until the lease is closed. */
    PromptFormat format();

    /** Ends the use; a second time does nothing. */
    @Override
    void close();
  }

  /** What a format is asked for by. */
  record Key(String name, String revision) {}

  private final class CacheLease implements Lease {
    private final CachedFormat cached;
    private final PromptFormat format;
    private final AtomicBoolean ended = new AtomicBoolean();

    CacheLease(CachedFormat cached, PromptFormat format) {
      this.cached = cached;
      this.format = format;
    }

    @Override
    public PromptFormat format() {
      return format;
    }

    @Override
    public void close() {
      if (ended.compareAndSet(false, true)) {
        release(cached);
      }
    }
  }
}

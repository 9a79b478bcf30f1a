package dev.rolloutserver.registry;

import dev.rolloutserver.admission.Admission;
import dev.rolloutserver.admission.HeldMemory;
import dev.rolloutserver.admission.Permit;
import dev.rolloutserver.admission.Refused;
import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.deadline.Cancellation.Registration;
import dev.rolloutserver.protocol.CancelRequest;
import dev.rolloutserver.rollout.RolloutNotes;
import dev.rolloutserver.rollout.RolloutObserver;
import dev.rolloutserver.rollout.RolloutObservers;
import dev.rolloutserver.rollout.RolloutOutcome;
import dev.rolloutserver.rollout.RolloutSpec;
import dev.rolloutserver.rollout.TrainerOrigin;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * All rollouts that wait or run, each in the thread of its first caller, by id. The same request
 * sent again joins the rollout that runs, or gets the answer that was kept.
 */
public final class Rollouts {
  /** How long rollouts that were cancelled may take to give what they have. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private final Admission admission;
  private final Runner runner;
  private final RegistrySettings settings;
  private final RegistryObserver observer;
  private final RolloutObservers observers;
  private final LongSupplier nanoClock;
  private final RecentAnswers answers;
  private final ConcurrentHashMap<String, Running> running = new ConcurrentHashMap<>();
  private volatile KnownOrigin lastOrigin = new KnownOrigin("", "");

  private record KnownOrigin(String url, String origin) {}

  /** Runs one rollout in the calling thread, to its end. */
  @FunctionalInterface
  public interface Runner {
    /**
     * Never throws; ends soon when the end is wished.
     *
     * @param memory what the conversation holds, and what it grows by is taken from
     */
    RolloutOutcome run(
        RolloutSpec spec, HeldMemory memory, Cancellation cancellation, RolloutObserver observer);
  }

  /**
   * Rollouts that get their permits here and are run by this.
   *
   * @param observers give each rollout what hears its steps
   * @param nanoClock measures waits and the age of answers, in nanoseconds: the clock of steps
   */
  public Rollouts(
      Admission admission,
      Runner runner,
      RegistrySettings settings,
      RegistryObserver observer,
      RolloutObservers observers,
      LongSupplier nanoClock) {
    this.admission = admission;
    this.runner = runner;
    this.settings = settings;
    this.observer = observer;
    this.observers = observers;
    this.nanoClock = nanoClock;
    this.answers = new RecentAnswers(settings.answerTtl(), settings.answerCacheBytes(), nanoClock);
  }

  /** Memory for a request and its rollout; nothing is taken so far. */
  public HeldMemory holdMemory() {
    return admission.holdMemory();
  }

  /** A request was refused before it was read: it has no rollout that could tell. */
  public void refusedUnread(Refused.Reason reason) {
    observer.refused(reason);
    observers.refusedUnread();
  }

  /**
   * The answer to a caller: of the rollout that was asked for, run in this thread, or of the same
   * one that another caller's thread runs or has run.
   *
   * @param caller cancelled when the caller has left; a rollout ends when its last one has
   * @throws Refused if it does not get a permit
   * @throws IdInUse if another request's rollout runs by that id
   * @throws CallerLeft if the caller leaves while another thread runs the rollout
   */
  public byte[] answer(Submission submission, Cancellation caller) {
    String id = submission.spec().rolloutId();
    Running mine = new Running(submission.digest(), settings.orphanGrace(), observer::cancelled);
    while (true) {
      Running other = running.putIfAbsent(id, mine);
      if (other == null) {
        return lead(submission, mine, caller);
      }
      if (!other.asksTheSame(submission.digest())) {
        throw new IdInUse();
      }
      if (other.join()) {
        submission.joined();
        observer.joined();
        return other.await(caller);
      }
      // one that is being cancelled: two of one id would confuse the trainer
      other.awaitEnd(caller);
    }
  }

  /** Ends these rollouts; their callers are answered with what there is. By id, what was found. */
  public Map<String, Disposition> cancel(CancelRequest which) {
    Map<String, Disposition> dispositions = new LinkedHashMap<>();
    if (which instanceof CancelRequest.Ids(var ids)) {
      ids.forEach(id -> dispositions.put(id, Disposition.NOT_FOUND));
    }
    Map<String, Running> wanted = new LinkedHashMap<>();
    switch (which) {
      case CancelRequest.Ids(var ids) ->
          ids.forEach(id -> wanted.computeIfAbsent(id, running::get));
      case CancelRequest.Prefix(String prefix) ->
          running.forEach((id, found) -> {
            if (id.startsWith(prefix)) {
              wanted.put(id, found);
            }
          });
      case CancelRequest.All() -> wanted.putAll(running);
    }
    dispositions.putAll(end(wanted, CancelCause.REQUESTED));
    return dispositions;
  }

  /** Ends those that wait first: a permit that comes free would let them begin. */
  private static Map<String, Disposition> end(Map<String, Running> wanted, CancelCause cause) {
    Map<String, Disposition> dispositions = new LinkedHashMap<>();
    wanted.forEach((id, found) -> dispositions.put(id, found.doom()));
    for (Disposition next : List.of(Disposition.CANCELLED_QUEUED, Disposition.CANCELLED_RUNNING)) {
      wanted.forEach((id, found) -> {
        if (dispositions.get(id) == next) {
          found.cancel(cause);
        }
      });
    }
    return dispositions;
  }

  /** Rollouts that run. */
  public int active() {
    return admission.running();
  }

  /** Rollouts that wait for a permit. */
  public int waiting() {
    return admission.waiting();
  }

  /** Bytes of memory that requests and rollouts hold. */
  public long conversationBytes() {
    return admission.conversationBytes();
  }

  /** Bytes of the answers that are kept. */
  public long answerBytes() {
    return answers.bytes();
  }

  /** Whether nothing new is taken. */
  public boolean draining() {
    return admission.draining();
  }

  /**
   * Takes nothing new, lets what runs end within the limit, then cancels the rest; whether all
   * ended.
   */
  public boolean drain(Duration limit) throws InterruptedException {
    admission.drain();
    if (admission.awaitIdle(limit)) {
      return true;
    }
    end(Map.copyOf(running), CancelCause.SHUTDOWN);
    return admission.awaitIdle(LAST_WORDS);
  }

  /** As the first caller: whoever joins gets what this comes to. */
  private byte[] lead(Submission submission, Running mine, Cancellation caller) {
    String id = submission.spec().rolloutId();
    try (Registration _ = caller.onCancel(mine::leave)) {
      // only now: whoever ran before has kept its answer before it went out of the map
      byte[] answer = answers.find(id, submission.digest());
      if (answer == null) {
        Ended ended = run(submission, mine);
        answer = submission.answer().apply(ended);
        if (ended.outcome() instanceof RolloutOutcome.Completed) {
          answers.keep(id, submission.digest(), answer);
        }
      } else {
        observer.answeredAgain();
      }
      running.remove(id, mine);
      mine.complete(answer);
      return answer;
    } catch (RuntimeException | Error e) {
      running.remove(id, mine);
      mine.fail(e);
      throw e;
    }
  }

  private Ended run(Submission submission, Running mine) {
    RolloutSpec spec = submission.spec();
    String trainer = origin(spec.serverUrl());
    long start = nanoClock.getAsLong();
    RolloutObserver steps = observers.queued(new RolloutNotes(spec, trainer, start));
    try (Permit _ = admission.enter(trainer).await(mine.cancellation())) {
      Duration waited = since(start);
      mine.admitted();
      observer.admitted(waited);
      steps.begun(waited.toNanos());
      return new Ended(runner.run(spec, submission.memory(), mine.cancellation(), steps), waited);
    } catch (InterruptedException e) {
      // no longer wanted: its outcome says so
      mine.cancel(CancelCause.CALLER_LEFT);
      Duration waited = since(start);
      return new Ended(runner.run(spec, submission.memory(), mine.cancellation(), steps), waited);
    } catch (Refused e) {
      observer.refused(e.reason());
      steps.refused(e.reason().wireName());
      throw e;
    }
  }

  /** Of the trainer asked for last the same object: whoever looks it up compares no characters. */
  private String origin(String url) {
    KnownOrigin last = lastOrigin;
    if (!last.url.equals(url)) {
      last = new KnownOrigin(url, TrainerOrigin.of(url));
      lastOrigin = last;
    }
    return last.origin;
  }

  private Duration since(long start) {
    return Duration.ofNanos(nanoClock.getAsLong() - start);
  }
}

package dev.rolloutserver.rollout;

import dev.rolloutserver.admission.HeldMemory;
import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.deadline.Cancellation.Registration;
import dev.rolloutserver.prompt.PromptFormats;
import dev.rolloutserver.tools.ToolBox;
import dev.rolloutserver.tools.ToolServers;
import dev.rolloutserver.trainer.Trainer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The agent loop: model call, tool calls, model call, until the model is done or a limit is
 * reached. Whatever goes wrong becomes an outcome. Safe for use by many threads.
 */
public final class RolloutLoop {
  private final PromptFormats formats;
  private final ToolBox tools;
  private final ToolServers toolServers;
  private final Function<RolloutSpec, Trainer> trainers;
  private final RolloutSettings settings;
  private final LongSupplier nanoClock;

  /**
   * A loop over these parts.
   *
   * @param tools that every rollout has
   * @param toolServers where a rollout may have more
   * @param trainers gives the trainer of a rollout
   * @param nanoClock measures times, in nanoseconds
   */
  public RolloutLoop(
      PromptFormats formats,
      ToolBox tools,
      ToolServers toolServers,
      Function<RolloutSpec, Trainer> trainers,
      RolloutSettings settings,
      LongSupplier nanoClock) {
    this.formats = formats;
    this.tools = tools;
    this.toolServers = toolServers;
    this.trainers = trainers;
    this.settings = settings;
    this.nanoClock = nanoClock;
  }

  /**
   * Runs a rollout in this thread, to its end; never throws.
   *
   * @param memory what the conversation holds, and what it grows by is taken from
   */
  public RolloutOutcome run(
      RolloutSpec spec, HeldMemory memory, Cancellation cancellation, RolloutObserver observer) {
    return new RolloutScope(spec.rolloutId(), observer.traceId())
        .within(() -> runWithin(spec, memory, cancellation, observer));
  }

  private RolloutOutcome runWithin(
      RolloutSpec spec, HeldMemory memory, Cancellation cancellation, RolloutObserver observer) {
    TimeLimit limit = TimeLimit.of(settings.rolloutTimeout(), spec.deadline());
    Turns turns =
        new Turns(
            spec, settings, tools, toolServers, memory, limit, cancellation, observer, nanoClock);
    RolloutOutcome outcome;
    // whatever waits without hearing the wish hears the interrupt; the thread has an answer to
    // write
    try (Registration _ = cancellation.interrupting()) {
      outcome = turns.run(formats, trainers.apply(spec));
    } catch (InterruptedException | RuntimeException | Error e) {
      outcome = turns.failed(e);
    }
    RolloutLog.drifted(outcome);
    observer.ended(outcome);
    return outcome;
  }
}

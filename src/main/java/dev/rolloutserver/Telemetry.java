package dev.rolloutserver;

import dev.rolloutserver.admission.AdmissionSettings;
import dev.rolloutserver.configuration.Settings;
import dev.rolloutserver.http.ExchangeObserver;
import dev.rolloutserver.http.LogControl;
import dev.rolloutserver.outbound.OutboundHttp;
import dev.rolloutserver.prompt.FormatReport;
import dev.rolloutserver.prompt.PromptFormats;
import dev.rolloutserver.prompt.PromptObserver;
import dev.rolloutserver.record.RecordObserver;
import dev.rolloutserver.registry.RegistryObserver;
import dev.rolloutserver.registry.Rollouts;
import dev.rolloutserver.rollout.RolloutObservers;
import dev.rolloutserver.rollout.Tapes;
import dev.rolloutserver.telemetry.LogLevels;
import dev.rolloutserver.telemetry.Meters;
import dev.rolloutserver.telemetry.Traces;
import dev.rolloutserver.trainer.HttpTrainers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Connects the parts of the server with its meters and traces, as far as these are wanted. */
final class Telemetry implements AutoCloseable {
  private final @Nullable Meters meters;
  private final @Nullable Traces traces;
  private final LogLevels levels;
  private final Tapes tapes;

  /**
   * What the settings ask for.
   *
   * @param tools names of the tools that are built in
   * @param tapes where steps of rollouts are noted
   */
  Telemetry(Settings settings, String version, Set<String> tools, Tapes tapes) {
    this.tapes = tapes;
    this.meters = settings.measures() ? new Meters(tools) : null;
    this.traces = settings.traces().map(to -> new Traces(to, version, tools, tapes)).orElse(null);
    this.levels = new LogLevels(settings.log());
  }

  /** Hears the steps of rollouts, with all of these. */
  RolloutObservers rollouts(List<RolloutObservers> others) {
    List<RolloutObservers> all = new ArrayList<>();
    if (meters != null) {
      all.add(meters.rollouts());
    }
    all.addAll(others);
    return tapes.observers(all, traces == null ? RolloutObservers.NONE : traces);
  }

  /** Hears what becomes of records that are written to files. */
  RecordObserver records() {
    return meters == null ? RecordObserver.NONE : meters.records();
  }

  /** Hears what happens to rollouts outside of their run. */
  RegistryObserver registry() {
    return meters == null ? new RegistryObserver() {} : meters.registry();
  }

  /** Hears of the tokenizers that are kept. */
  PromptObserver prompts() {
    return meters == null ? PromptObserver.NONE : meters.prompts();
  }

  /** Hears of each request that was answered. */
  ExchangeObserver exchanges() {
    Meters to = meters;
    if (to == null) {
      return (_, _) -> {};
    }
    return new ExchangeObserver() {
      @Override
      public void answered(String method, int status) {
        to.httpRequest(method, status);
      }

      @Override
      public void metricsAsked() {
        tapes.settle();
      }
    };
  }

  /** The levels of the log, for operators. */
  LogControl log() {
    return new LogControl() {
      @Override
      public List<String> names() {
        return LogLevels.NAMES;
      }

      @Override
      public String level() {
        return levels.level();
      }

      @Override
      public Map<String, String> packages() {
        return levels.packages();
      }

      @Override
      public void change(@Nullable String name, @Nullable String level) {
        levels.change(name, level);
      }
    };
  }

  /** Shows what these do now, whenever someone looks. */
  void show(
      Rollouts rollouts,
      AdmissionSettings admission,
      PromptFormats formats,
      HttpTrainers trainers) {
    if (meters == null) {
      return;
    }
    meters.process();
    meters.rolloutsNow(
        rollouts::active, admission.maxConcurrent(), rollouts::waiting, admission.maxWaiting());
    meters.rolloutBytes(rollouts::conversationBytes, rollouts::answerBytes);
    meters.breakers(trainers::open, trainers::halfOpen);
    meters.tokenizersNow(
        () -> formats.loaded().size(),
        () ->
            formats.loaded().stream()
                .map(FormatReport::nativeBytes)
                .mapToLong(bytes -> bytes.orElse(0))
                .sum());
  }

  /**
   * Shows the connections of a client.
   *
   * @param name trainer, tools or hub
   */
  void show(String name, OutboundHttp client) {
    if (meters != null) {
      meters.connections(
          name, client::activeConnections, client::idleConnections, client::openedConnections);
    }
  }

  /** Sends what is left. */
  @Override
  public void close() {
    if (traces != null) {
      traces.close();
    }
  }
}

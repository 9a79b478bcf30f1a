package dev.rolloutserver.trainer;

import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.outbound.BearerKey;
import dev.rolloutserver.outbound.OutboundHttp;
import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Trainers over HTTP, and what all of them share. Safe for use by many threads. */
public final class HttpTrainers {
  private final OutboundHttp http;
  private final TrainerSettings settings;
  private final JsonLimits limits;
  private final Clock clock;
  private final RandomGenerator random;
  private final Pause pause;
  private final Breaker breaker;

  /** Most rollouts that follow each other have the same. */
  private volatile @Nullable Known last;

  private record Known(String serverUrl, @Nullable BearerKey key, HttpTrainer trainer) {}

  /**
   * Trainers that are called so.
   *
   * @param limits of an answer
   * @param clock from which a trainer's dates are counted
   * @param random spreads the attempts of many rollouts
   */
  public HttpTrainers(
      OutboundHttp http,
      TrainerSettings settings,
      JsonLimits limits,
      Clock clock,
      RandomGenerator random,
      Pause pause) {
    this.http = http;
    this.settings = settings;
    this.limits = limits;
    this.clock = clock;
    this.random = random;
    this.pause = pause;
    this.breaker = new Breaker(settings.breaker(), clock);
  }

  /**
   * The trainer at this address, for one rollout.
   *
   * @param serverUrl without a slash at its end
   * @param key sent with every call, if there is one
   */
  public Trainer at(String serverUrl, @Nullable BearerKey key) {
    Known known = last;
    if (known == null || !known.serverUrl.equals(serverUrl) || !Objects.equals(known.key, key)) {
      known = new Known(serverUrl, key, trainer(serverUrl, key));
      last = known;
    }
    return known.trainer.again();
  }

  /** How many trainers are left alone for a while. */
  public int open() {
    return breaker.open();
  }

  /** How many trainers were left alone until now: their next call tries whether they are back. */
  public int halfOpen() {
    return breaker.halfOpen();
  }

  private HttpTrainer trainer(String serverUrl, @Nullable BearerKey key) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("Accept", "application/json");
    if (key != null) {
      headers.put("Authorization", "Bearer " + key.secret());
    }
    return new HttpTrainer(this, URI.create(serverUrl + "/v1/chat/completions"), headers);
  }

  /** Scheme, host and port, as they were written, of trainers that are left alone for a while. */
  public Set<String> leftAlone() {
    return breaker.leftAlone();
  }

  OutboundHttp http() {
    return http;
  }

  TrainerSettings settings() {
    return settings;
  }

  JsonLimits limits() {
    return limits;
  }

  Clock clock() {
    return clock;
  }

  Breaker breaker() {
    return breaker;
  }

  Pause pause() {
    return pause;
  }

  /** The course of a turn whose first attempt failed. */
  Retries retries(Deadline rollout) {
    return new Retries(settings.retries(), random, rollout);
  }
}

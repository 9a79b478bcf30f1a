package dev.rolloutserver.trainer;

import dev.rolloutserver.outbound.Endpoint;
import dev.rolloutserver.outbound.OutboundException;
import dev.rolloutserver.outbound.OutboundRequest;
import dev.rolloutserver.outbound.RetryAfter;
import dev.rolloutserver.protocol.CompletionResponse;
import dev.rolloutserver.protocol.ContractBroken;
import dev.rolloutserver.trainer.TrainerException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A trainer behind {@code POST {server_url}/v1/chat/completions}, for one rollout. */
final class HttpTrainer implements Trainer {
  static final String UNREACHED = "Network error communicating with trainer: ";

  private final HttpTrainers shared;
  private final URI uri;
  private final Endpoint completions;
  private final String origin;

  /**
   * Headers of the last call, and the endpoint with them: those of the next are mostly the same.
   */
  private @Nullable Map<String, String> lastHeaders;

  private Endpoint lastEndpoint;

  HttpTrainer(HttpTrainers shared, URI uri, Map<String, String> headers) {
    this(shared, uri, new Endpoint(uri, headers), uri.getScheme() + "://" + uri.getRawAuthority());
  }

  private HttpTrainer(HttpTrainers shared, URI uri, Endpoint completions, String origin) {
    this.shared = shared;
    this.uri = uri;
    this.completions = completions;
    this.origin = origin;
    this.lastEndpoint = completions;
  }

  /** The same trainer for another rollout. */
  HttpTrainer again() {
    return new HttpTrainer(shared, uri, completions, origin);
  }

  @Override
  public CompletionResponse complete(TrainerCall call, AttemptObserver observer) {
    List<byte[]> json = call.request().json();
    OutboundRequest request = new OutboundRequest("POST", endpoint(call, json), json);
    @Nullable Retries retries = null;
    while (true) {
      try {
        CompletionResponse answer = guarded(request, call);
        observer.ended(null);
        return answer;
      } catch (TrainerException e) {
        observer.ended(e.kind());
        retries = retries == null ? shared.retries(call.deadline()) : retries;
        await(retries, e, call);
      }
    }
  }

  /** Waits for the next attempt, where there is one. */
  private void await(Retries retries, TrainerException failure, TrainerCall call) {
    try {
      shared.pause().await(retries.after(failure), call.cancellation());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw cancelled(e);
    }
    if (call.cancellation().cancelled()) {
      throw cancelled(failure);
    }
  }

  private CompletionResponse guarded(OutboundRequest request, TrainerCall call) {
    shared.breaker().begin(origin);
    @Nullable Kind failure = Kind.CANCELLED;
    try {
      CompletionResponse answer = attempt(request, call);
      failure = null;
      return answer;
    } catch (TrainerException e) {
      failure = e.kind();
      throw e;
    } finally {
      shared.breaker().ended(origin, failure);
    }
  }

  private CompletionResponse attempt(OutboundRequest request, TrainerCall call) {
    try {
      return shared
          .http()
          .exchange(
              request,
              call.deadline().within(shared.settings().callTimeout()),
              call.cancellation(),
              (status, answered, body) -> answer(status, answered, body, call));
    } catch (OutboundException e) {
      throw failure(e, call);
    }
  }

  private TrainerException failure(OutboundException e, TrainerCall call) {
    String text = String.valueOf(e.getMessage());
    return switch (e.kind()) {
      case CONNECT -> TrainerException.of(Kind.UNREACHABLE, UNREACHED + text, e);
      case CONNECT_TIMEOUT ->
          TrainerException.late(Kind.UNREACHABLE, "connect", UNREACHED + text, e);
      case FORBIDDEN, UNTRUSTED -> TrainerException.of(Kind.FORBIDDEN, UNREACHED + text, e);
      case BROKEN -> TrainerException.of(Kind.NETWORK, UNREACHED + text, e);
      case FIRST_BYTE_TIMEOUT ->
          TrainerException.late(
              Kind.TIMEOUT, "first_byte", text + " (trainer.first-byte-timeout-seconds)", e);
      case TIMEOUT ->
          !e.sent() && call.deadline().passed()
              ? TrainerException.of(
                  Kind.UNREACHABLE, UNREACHED + uri + " cannot be reached: no connection", e)
              : TrainerException.late(Kind.TIMEOUT, "trainer_call", lateCall(), e);
      case TOO_LARGE -> TrainerException.contract(200, text + " (trainer.max-answer-bytes)", e);
      case CANCELLED -> cancelled(e);
    };
  }

  private String lateCall() {
    return "The trainer did not answer within "
        + shared.settings().callTimeout().toMillis() / 1000.0
        + " s (HTTP_CLIENT_TIMEOUT)";
  }

  private CompletionResponse answer(
      int status, Map<String, String> answered, InputStream body, TrainerCall call)
      throws IOException {
    if (status != 200) {
      throw TrainerException.status(status, RetryAfter.of(answered, shared.clock().instant()));
    }
    long heldBefore = call.memory().held();
    try {
      return CompletionResponse.read(
          body,
          call.request().samplingParams().logprobs(),
          call.keepsTokens(),
          call.context(),
          shared.limits(),
          call.memory()::add);
    } catch (ContractBroken e) {
      throw TrainerException.contract(status, String.valueOf(e.getMessage()), e);
    } finally {
      call.memory().shrinkTo(heldBefore);
    }
  }

  private Endpoint endpoint(TrainerCall call, List<byte[]> json) {
    if (!shared.settings().retries().idempotent()) {
      return with(call.headers());
    }
    Map<String, String> keyed = new HashMap<>(call.headers());
    keyed.put("Idempotency-Key", idempotencyKey(call.turn(), json));
    return completions.with(keyed);
  }

  private Endpoint with(Map<String, String> headers) {
    if (headers.isEmpty()) {
      return completions;
    }
    if (!headers.equals(lastHeaders)) {
      lastHeaders = headers;
      lastEndpoint = completions.with(headers);
    }
    return lastEndpoint;
  }

  /**
   * The same for each attempt of a turn, and another wherever something else is asked: a new
   * rollout may have the id of one that has ended.
   */
  private static String idempotencyKey(int turn, List<byte[]> json) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(Integer.toString(turn).getBytes(StandardCharsets.US_ASCII));
      json.forEach(digest::update);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static TrainerException cancelled(Throwable cause) {
    return TrainerException.of(Kind.CANCELLED, "The trainer was not waited for", cause);
  }
}

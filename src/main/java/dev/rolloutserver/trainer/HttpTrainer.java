package dev.rolloutserver.trainer;

import dev.rolloutserver.deadline.Cancellation;
import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.json.IdText;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.outbound.BearerKey;
import dev.rolloutserver.outbound.Endpoint;
import dev.rolloutserver.outbound.OutboundException;
import dev.rolloutserver.outbound.OutboundHttp;
import dev.rolloutserver.outbound.OutboundRequest;
import dev.rolloutserver.protocol.CompletionRequest;
import dev.rolloutserver.protocol.CompletionResponse;
import dev.rolloutserver.protocol.ContractBroken;
import dev.rolloutserver.trainer.TrainerException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A trainer behind {@code POST {server_url}/v1/chat/completions}. */
public final class HttpTrainer implements Trainer {
  private final OutboundHttp http;
  private final Endpoint completions;
  private final JsonLimits limits;

  /**
   * The trainer at this address.
   *
   * @param serverUrl without a slash at its end
   * @param key sent with every call, if there is one
   * @param limits of an answer
   */
  public HttpTrainer(
      OutboundHttp http, String serverUrl, @Nullable BearerKey key, JsonLimits limits) {
    this.http = http;
    this.completions = new Endpoint(URI.create(serverUrl + "/v1/chat/completions"), headers(key));
    this.limits = limits;
  }

  @Override
  public CompletionResponse complete(
      CompletionRequest request, IdText context, Deadline deadline, Cancellation cancellation) {
    try {
      return http.exchange(
          new OutboundRequest("POST", completions, request.json()),
          deadline,
          cancellation,
          (status, answered, body) -> answer(status, body, request, context));
    } catch (OutboundException e) {
      throw switch (e.kind()) {
        case CONNECT, BROKEN ->
            TrainerException.of(
                Kind.NETWORK, "Network error communicating with trainer: " + e.getMessage(), e);
        case TIMEOUT -> TrainerException.of(Kind.TIMEOUT, text(e), e);
        case TOO_LARGE -> TrainerException.contract(200, text(e), e);
        case CANCELLED -> TrainerException.of(Kind.CANCELLED, text(e), e);
      };
    }
  }

  private CompletionResponse answer(
      int status, InputStream body, CompletionRequest request, IdText context) throws IOException {
    if (status != 200) {
      throw TrainerException.status(status);
    }
    try {
      return CompletionResponse.read(body, request.samplingParams().logprobs(), context, limits);
    } catch (ContractBroken e) {
      throw TrainerException.contract(status, String.valueOf(e.getMessage()), e);
    }
  }

  private static Map<String, String> headers(@Nullable BearerKey key) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("Accept", "application/json");
    if (key != null) {
      headers.put("Authorization", "Bearer " + key.secret());
    }
    return headers;
  }

  private static String text(OutboundException e) {
    return String.valueOf(e.getMessage());
  }
}

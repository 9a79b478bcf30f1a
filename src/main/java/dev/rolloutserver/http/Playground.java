package dev.rolloutserver.http;

import dev.rolloutserver.admission.HeldBody;
import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.prompt.ConversationPreview;
import dev.rolloutserver.prompt.ConversationPreview.Turn;
import dev.rolloutserver.prompt.PromptException;
import dev.rolloutserver.prompt.PromptFormat;
import dev.rolloutserver.prompt.PromptFormats;
import dev.rolloutserver.protocol.PreviewRequest;
import dev.rolloutserver.protocol.RequestLimits;
import dev.rolloutserver.registry.Rollouts;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Shows a conversation as a model sees it, with the masks that a rollout would send. Of tokenizers
 * that are loaded or in the cache: it downloads nothing.
 */
final class Playground {
  /** Largest body, in bytes. */
  static final int MAX_BYTES = 4 * 1024 * 1024;

  private static final int AT_ONCE = 2;
  private static final Duration LOADING = Duration.ofSeconds(60);

  private final PageState state;
  private final PromptFormats formats;
  private final List<? extends Map<String, ?>> tools;
  private final Rollouts rollouts;
  private final BodyLimit bodies;
  private final RequestLimits limits;
  private final Semaphore turns = new Semaphore(AT_ONCE);

  Playground(
      PageState state,
      PromptFormats formats,
      List<? extends Map<String, ?>> tools,
      Rollouts rollouts,
      RequestLimits limits) {
    this.state = state;
    this.formats = formats;
    this.tools = tools;
    this.rollouts = rollouts;
    this.bodies = new BodyLimit(Math.min(MAX_BYTES, limits.json().maxBytes()));
    this.limits = limits;
  }

  void offer(ServerRequest request, ServerResponse response) {
    Map<String, Object> offer = new LinkedHashMap<>();
    offer.put("tokenizers", state.choices());
    offer.put(
        "limits", Map.of("max_body_bytes", MAX_BYTES, "max_turns", ConversationPreview.MAX_TURNS));
    offer.put("tools", tools);
    JsonAnswer.send(request, response, Status.OK_200, Json.write(offer));
  }

  void render(ServerRequest request, ServerResponse response) {
    if (!turns.tryAcquire()) {
      throw new Refusal(Status.TOO_MANY_REQUESTS_429, "Others render here now; try again");
    }
    try {
      PreviewRequest asked = read(request);
      JsonAnswer.send(request, response, Status.OK_200, Json.write(rendered(asked)));
    } catch (PromptException e) {
      throw new Refusal(Status.create(422), String.valueOf(e.getMessage()));
    } finally {
      turns.release();
    }
  }

  private PreviewRequest read(ServerRequest request) {
    String contentType = request.headers().first(HeaderNames.CONTENT_TYPE).orElse(null);
    try (HeldBody held = rollouts.holdBody()) {
      return PreviewRequest.read(bodies.read(request, held), contentType, limits);
    }
  }

  private Map<String, Object> rendered(PreviewRequest asked) {
    try (PromptFormats.Lease lease = lease(asked.tokenizerName(), asked.tokenizerRevision())) {
      return value(lease.format(), asked);
    }
  }

  private PromptFormats.Lease lease(String name, @Nullable String revision) {
    Optional<PromptFormats.Lease> loaded = formats.leaseLoaded(name, revision);
    if (loaded.isPresent()) {
      return loaded.get();
    }
    if (revision != null || !state.isCached(name)) {
      throw new Refusal(
          Status.NOT_FOUND_404,
          "The tokenizer is neither loaded nor in the cache; nothing is downloaded here");
    }
    return formats.lease(name, null, Deadline.after(LOADING));
  }

  private Map<String, Object> value(PromptFormat format, PreviewRequest asked) {
    List<? extends Map<String, ?>> known = asked.tools() == null ? tools : asked.tools();
    List<Turn> all =
        ConversationPreview.of(format, asked.messages(), known, asked.chatTemplateKwargs());
    List<Map<String, @Nullable Object>> values = new ArrayList<>();
    for (Turn turn : all) {
      values.add(value(format, values.size() + 1, turn));
    }
    Map<String, Object> value = new LinkedHashMap<>();
    value.put(
        "tokenizer",
        Map.of(
            "name", format.name(),
            "revision", format.revision(),
            "fingerprint", format.fingerprint()));
    value.put("turns", values);
    return value;
  }

  private static Map<String, @Nullable Object> value(PromptFormat format, int number, Turn turn) {
    Map<String, @Nullable Object> value = new LinkedHashMap<>();
    value.put("turn", number);
    value.put("messages", turn.messages());
    value.put("prompt_tokens", turn.promptTokens());
    value.put("mask_sent", turn.zeros() == 0 ? null : List.of(List.of(0, turn.zeros())));
    value.put("prompt", tokens(format, turn.entered()));
    int[] answer = turn.answer();
    if (answer == null) {
      value.put("answer", null);
    } else {
      Map<String, Object> said = tokens(format, answer);
      said.put("guessed", true);
      value.put("answer", said);
    }
    value.put("mask", mask(turn.entered().length, answer == null ? 0 : answer.length));
    Map<String, Object> diff = new LinkedHashMap<>();
    diff.put("kept_characters", turn.kept());
    diff.put("removed", turn.removed());
    diff.put("added", turn.added());
    value.put("diff", diff);
    value.put("problem", turn.problem());
    return value;
  }

  private static Map<String, Object> tokens(PromptFormat format, int[] ids) {
    Map<String, Object> tokens = new LinkedHashMap<>();
    tokens.put("ids", Arrays.stream(ids).boxed().toList());
    tokens.put("text", format.pieces(ids));
    return tokens;
  }

  private static List<List<Integer>> mask(int zeros, int ones) {
    List<List<Integer>> mask = new ArrayList<>();
    if (zeros > 0) {
      mask.add(List.of(0, zeros));
    }
    if (ones > 0) {
      mask.add(List.of(1, ones));
    }
    return mask;
  }

  static final class Refusal extends HttpException {
    private static final long serialVersionUID = 1;

    Refusal(Status status, String message) {
      super(message, status, true);
      if (status.equals(Status.TOO_MANY_REQUESTS_429)
          || status.equals(Status.SERVICE_UNAVAILABLE_503)) {
        header(HeaderValues.create(HeaderNames.RETRY_AFTER, "5"));
      }
    }
  }
}

package dev.rolloutserver.protocol;

import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.outbound.BearerKey;
import dev.rolloutserver.python.Whitespace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a worker asks for: body of {@code POST /rollout}.
 *
 * @param rolloutId not blank, at most 256 code points
 * @param serverUrl the trainer's, without slashes at its end
 * @param messages at least one
 * @param tokenizerRevision null where it is not said
 * @param maxTurns 1 to 100
 * @param maxTokensTotal response tokens of all turns, 1 to 1,000,000
 * @param metadata anything; never to be changed
 * @param callbackApiKey what callbacks carry; null where they carry none
 * @param toolServerUrl null where there is no tool server
 * @param deadline of this rollout, from {@code metadata.deadline_seconds}; null where it has none
 */
public record RolloutRequest(
    String rolloutId,
    String serverUrl,
    List<Message> messages,
    SamplingParams samplingParams,
    String tokenizerName,
    @Nullable String tokenizerRevision,
    int maxTurns,
    int maxTokensTotal,
    Map<String, @Nullable Object> metadata,
    @Nullable BearerKey callbackApiKey,
    @Nullable String toolServerUrl,
    @Nullable Duration deadline) {
  private static final int MAX_ID = 256;

  public RolloutRequest {
    messages = List.copyOf(messages);
  }

  /**
   * Reads a body as FastAPI with Pydantic does.
   *
   * @param contentType value of the header; null where there is none
   * @throws InvalidRequest with all that is wrong
   */
  public static RolloutRequest read(
      byte[] body, @Nullable String contentType, RequestLimits limits) {
    Problems problems = new Problems();
    Input input = Input.ofBody(problems, RequestBody.read(body, contentType, limits.json()));
    // in the order of the fields: so are the problems
    String rolloutId = rolloutId(input.member("rollout_id"));
    String serverUrl = ServerUrl.read(input.member("server_url"));
    List<Map<?, ?>> messages =
        input
            .member("messages")
            .elements(1, limits.maxMessages(), "server.max-messages", MessageRules::check);
    SamplingParams samplingParams = SamplingParams.read(input.member("sampling_params"));
    String tokenizerName = input.member("tokenizer_name").text();
    String tokenizerRevision = textOrNull(input.member("tokenizer_revision"));
    int maxTurns = input.member("max_turns").integer(10, 1, 100);
    int maxTokensTotal = input.member("max_tokens_total").integer(8192, 1, 1_000_000);
    Map<String, @Nullable Object> metadata = metadata(input.member("metadata"));
    Duration deadline = deadline(input.member("metadata").member("deadline_seconds"));
    BearerKey key = key(input.member("callback_api_key").hidden());
    String toolServerUrl = textOrNull(input.member("tool_server_url"));
    problems.refuse();
    return new RolloutRequest(
        rolloutId,
        serverUrl,
        messages(messages),
        samplingParams,
        tokenizerName,
        tokenizerRevision,
        maxTurns,
        maxTokensTotal,
        metadata,
        key,
        toolServerUrl,
        deadline);
  }

  @Override
  public String toString() {
    // neither conversations nor what may hold a secret are for logs
    return "rollout " + rolloutId + " of " + messages.size() + " messages for " + serverUrl;
  }

  private static List<Message> messages(List<Map<?, ?>> members) {
    List<Message> messages = new ArrayList<>(members.size());
    for (Map<?, ?> each : members) {
      messages.add(MessageRules.message(each));
    }
    return messages;
  }

  private static String rolloutId(Input id) {
    String text = id.text(0, MAX_ID);
    if (Whitespace.strip(text).isEmpty()) {
      id.breaks("rollout_id must not be blank");
    }
    return text;
  }

  private static @Nullable String textOrNull(Input input) {
    return input.isNullOrAbsent() ? null : input.text();
  }

  private static Map<String, @Nullable Object> metadata(Input input) {
    Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
    input.object().forEach((name, member) -> metadata.put(String.valueOf(name), member));
    input.sendable(EnumSet.of(Unsendable.NOT_FINITE));
    return Collections.unmodifiableMap(metadata);
  }

  private static @Nullable Duration deadline(Input input) {
    // the conversion ends at the largest long: 292 years
    return input.isNullOrAbsent() ? null : Duration.ofNanos((long) (input.positive() * 1e9));
  }

  private static @Nullable BearerKey key(Input input) {
    String key = textOrNull(input);
    if (key == null || key.isBlank()) {
      return null;
    }
    if (!isPrintableAscii(key) || key.startsWith(" ") || key.endsWith(" ")) {
      input.breaks(
          "callback_api_key must be printable ASCII without spaces at its ends: it is sent in a"
              + " header");
    }
    return new BearerKey(key);
  }

  private static boolean isPrintableAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) >= 0x7f) {
        return false;
      }
    }
    return true;
  }
}

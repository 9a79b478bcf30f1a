package dev.rolloutserver.protocol;

import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.json.IdRun;
import dev.rolloutserver.json.IdText;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonException;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.json.NumberArrays;
import dev.rolloutserver.json.NumberText;
import dev.rolloutserver.python.CodePoints;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the trainer answers to a callback: a turn of the model and the token ids of it.
 *
 * @param message what the model said, with all members that the trainer gave
 * @param finishReason why the model stopped, such as {@code length}; null where it is not said
 * @param tokenIds of the response; never to be changed
 * @param promptTokenIds of all that went before, beside those that were known
 * @param logprobs one for each id of the response; null where they are not kept
 * @param further members of the answer that the protocol does not ask for, and of its first choice
 *     as {@code choice}, such as a weight version
 */
public record CompletionResponse(
    Message message,
    @Nullable String finishReason,
    IdText tokenIds,
    IdRun promptTokenIds,
    @Nullable NumberText logprobs,
    Map<String, @Nullable Object> further) {
  private static final String PROMPT_IDS = "prompt_token_ids";
  private static final Set<String> IDS = Set.of("token_ids", PROMPT_IDS);
  private static final Set<String> COUNTED = Set.of("logprobs");
  private static final Set<String> ASKED_FOR =
      Set.of("object", "created", "choices", "token_ids", PROMPT_IDS, "logprobs");
  private static final Set<String> ASKED_OF_CHOICE =
      Set.of("index", "message", "finish_reason", "logprobs");

  /**
   * Reads an answer as it arrives, to its end; the caller closes it.
   *
   * @param wantsLogprobs whether the request asked for them; otherwise they are not looked at
   * @param keepsTokens whether log-probabilities and further members are kept
   * @param context ids that the prompt probably begins with
   * @param memory told of the bytes of memory that this takes, before it does, in large steps; what
   *     it throws ends the reading
   * @throws ContractBroken if the answer is not what the protocol says
   */
  public static CompletionResponse read(
      InputStream body,
      boolean wantsLogprobs,
      boolean keepsTokens,
      IdText context,
      JsonLimits limits,
      LongConsumer memory)
      throws IOException {
    boolean keepsLogprobs = keepsTokens && wantsLogprobs;
    AnswerPart answer = AnswerPart.ofAll(value(body, keepsLogprobs, context, limits, memory));
    answer.member("id").text();
    answer.member("object").text();
    answer.member("model").text();
    AnswerPart created = answer.member("created");
    if (!(created.value() instanceof Number)) {
      throw created.broken("a number");
    }
    AnswerPart choice = answer.member("choices").first();
    Message message = message(choice.member("message"));
    AnswerPart finishReason = choice.member("finish_reason");
    IdText tokenIds = answer.member("token_ids").ids().others();
    if (wantsLogprobs) {
      checkLogprobs(answer.member("logprobs"), tokenIds.count());
    }
    return new CompletionResponse(
        message,
        finishReason.isNullOrAbsent() ? null : finishReason.text(),
        tokenIds,
        answer.member(PROMPT_IDS).ids(),
        keepsLogprobs ? answer.member("logprobs").numberText() : null,
        keepsTokens ? further(answer.object(), choice.object()) : Map.of());
  }

  private static Map<String, @Nullable Object> further(Map<?, ?> answer, Map<?, ?> choice) {
    Map<String, @Nullable Object> further = others(answer, ASKED_FOR);
    Map<String, @Nullable Object> ofChoice = others(choice, ASKED_OF_CHOICE);
    if (!ofChoice.isEmpty()) {
      further.put("choice", ofChoice);
    }
    return further;
  }

  private static Map<String, @Nullable Object> others(Map<?, ?> members, Set<String> known) {
    Map<String, @Nullable Object> others = new LinkedHashMap<>();
    members.forEach((name, value) -> {
      if (value != null && name instanceof String text && !known.contains(text)) {
        others.put(text, value);
      }
    });
    return others;
  }

  @Override
  public String toString() {
    return message + ", " + tokenIds.count() + " tokens after " + promptTokenIds.count();
  }

  private static @Nullable Object value(
      InputStream body,
      boolean keepsLogprobs,
      IdText context,
      JsonLimits limits,
      LongConsumer memory)
      throws IOException {
    NumberArrays arrays =
        new NumberArrays(IDS, COUNTED, keepsLogprobs, Map.of(PROMPT_IDS, context));
    try {
      // trainers in Python write NaN; it matters only where it stands
      return Json.readNonFinite(body, limits, arrays, memory);
    } catch (JsonException e) {
      throw new ContractBroken(
          "The trainer's answer breaks the contract: it cannot be read as JSON: " + e.getMessage());
    }
  }

  private static void checkLogprobs(AnswerPart logprobs, int tokens) {
    int count = logprobs.numbers();
    if (count != tokens) {
      throw ContractBroken.at(
          logprobs.place(),
          "an array of " + count + " numbers",
          "one of " + tokens + ", as many as token_ids has");
    }
  }

  private static Message message(AnswerPart message) {
    AnswerPart role = message.member("role");
    if (!"assistant".equals(role.value())) {
      throw role.broken("\"assistant\"");
    }
    AnswerPart content = message.member("content");
    if (!content.isNullOrAbsent() && !(content.value() instanceof String)) {
      if (!(content.value() instanceof List)) {
        throw content.broken("a string, an array of objects, or null");
      }
      content.forEach(AnswerPart::object);
    }
    AnswerPart calls = message.member("tool_calls");
    if (!calls.isNullOrAbsent()) {
      calls.forEach(CompletionResponse::checkCall);
    }
    UnsendableSearch.search(
        message.object(),
        List.of(),
        EnumSet.allOf(Unsendable.class),
        (kind, place, _) -> {
          throw unsendable(kind, message.place(), place);
        });
    return MessageRules.message(message.object());
  }

  private static void checkCall(AnswerPart call) {
    checkName(call.member("id"));
    AnswerPart type = call.member("type");
    if (!type.isNullOrAbsent() && !"function".equals(type.value())) {
      throw type.broken("\"function\"");
    }
    AnswerPart function = call.member("function");
    checkName(function.member("name"));
    AnswerPart arguments = function.member("arguments");
    if (!(arguments.value() instanceof String) && !(arguments.value() instanceof Map)) {
      throw arguments.broken("a string or an object");
    }
  }

  private static void checkName(AnswerPart name) {
    int length = CodePoints.length(name.text());
    if (length < 1 || length > MessageRules.MAX_NAME) {
      throw ContractBroken.at(
          name.place(),
          "a string of " + length + " characters",
          "one of 1 to " + MessageRules.MAX_NAME);
    }
  }

  private static ContractBroken unsendable(
      Unsendable kind, String message, List<Object> placeWithin) {
    StringBuilder place = new StringBuilder(message);
    for (Object step : placeWithin) {
      place.append(step instanceof Integer ? "[" + step + "]" : "." + step);
    }
    return switch (kind) {
      case LONE_SURROGATE ->
          ContractBroken.at(
              place.toString(), "a string with half of a surrogate pair", "a string of characters");
      case NOT_FINITE ->
          ContractBroken.at(place.toString(), "NaN or an infinity", "a finite number");
    };
  }
}

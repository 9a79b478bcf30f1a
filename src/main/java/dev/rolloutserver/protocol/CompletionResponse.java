package dev.rolloutserver.protocol;

import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonException;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.json.KnownIds;
import dev.rolloutserver.json.NumberArrays;
import dev.rolloutserver.python.CodePoints;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the trainer answers to a callback: a turn of the model and the token ids of it.
 *
 * @param message what the model said, with all members that the trainer gave
 * @param finishReason why the model stopped, such as {@code length}; null where it is not said
 * @param tokenIds of the response; never to be changed
 * @param promptTokenIds of all that went before; never to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // ids by the hundred thousand, never compared as a record
public record CompletionResponse(
    Message message, @Nullable String finishReason, int[] tokenIds, int[] promptTokenIds) {
  private static final List<String> REQUIRED_TEXTS = List.of("id", "object", "model");
  private static final NumberArrays ARRAYS =
      new NumberArrays(Set.of("token_ids", "prompt_token_ids"), Set.of("logprobs"));

  /**
   * Reads an answer; the caller closes it.
   *
   * @param wantsLogprobs whether the request asked for them; otherwise they are not looked at
   * @param context ids that the prompt probably begins with; the answer read is the same without
   * @throws ContractBroken if the answer is not what the protocol says
   */
  public static CompletionResponse read(
      InputStream body, boolean wantsLogprobs, KnownIds context, JsonLimits limits)
      throws IOException {
    return read(body.readNBytes(limits.maxBytes() + 1), wantsLogprobs, context, limits);
  }

  /** Reads an answer to which no ids are known. */
  public static CompletionResponse read(InputStream body, boolean wantsLogprobs, JsonLimits limits)
      throws IOException {
    return read(body, wantsLogprobs, KnownIds.none(), limits);
  }

  /** As the other without ids, for an answer that is there as a whole. */
  public static CompletionResponse read(byte[] body, boolean wantsLogprobs, JsonLimits limits) {
    return read(body, wantsLogprobs, KnownIds.none(), limits);
  }

  /** Reads an answer that is there as a whole, in the same way. */
  public static CompletionResponse read(
      byte[] body, boolean wantsLogprobs, KnownIds context, JsonLimits limits) {
    AnswerPart answer = AnswerPart.ofAll(value(body, context, limits));
    REQUIRED_TEXTS.forEach(name -> answer.member(name).text());
    AnswerPart created = answer.member("created");
    if (!(created.value() instanceof Number)) {
      throw created.broken("a number");
    }
    AnswerPart choice = answer.member("choices").first();
    Message message = message(choice.member("message"));
    AnswerPart finishReason = choice.member("finish_reason");
    int[] tokenIds = answer.member("token_ids").ids();
    if (wantsLogprobs) {
      checkLogprobs(answer.member("logprobs"), tokenIds.length);
    }
    return new CompletionResponse(
        message,
        finishReason.isNullOrAbsent() ? null : finishReason.text(),
        tokenIds,
        answer.member("prompt_token_ids").ids());
  }

  @Override
  public String toString() {
    return message + ", " + tokenIds.length + " tokens after " + promptTokenIds.length;
  }

  private static @Nullable Object value(byte[] body, KnownIds context, JsonLimits limits) {
    try {
      // trainers in Python write NaN; it matters only where it stands
      return Json.readNonFinite(body, limits, ARRAYS.expecting("prompt_token_ids", context));
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

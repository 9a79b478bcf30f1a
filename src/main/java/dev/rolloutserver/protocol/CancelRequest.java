package dev.rolloutserver.protocol;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonException;
import dev.rolloutserver.json.JsonLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which rollouts are to be cancelled: body of {@code POST /rollout/cancel}. Exactly one of its
 * members says so; null, false and absent ones say nothing.
 */
public sealed interface CancelRequest {
  /** Those of these ids. */
  record Ids(List<String> ids) implements CancelRequest {
    public Ids {
      ids = List.copyOf(ids);
    }
  }

  /** Those whose ids begin so; the prefix is not empty. */
  record Prefix(String prefix) implements CancelRequest {}

  /** Every one. */
  record All() implements CancelRequest {}

  /**
   * Reads a body.
   *
   * @throws InvalidCancel with the first thing that is wrong
   */
  static CancelRequest read(byte[] body, JsonLimits limits) {
    Map<?, ?> members = members(body, limits);
    List<CancelRequest> said = new ArrayList<>();
    ids(members.get("ids"), said);
    prefix(members.get("prefix"), said);
    all(members.get("all"), said);
    if (said.size() != 1) {
      throw new InvalidCancel("exactly one of ids, prefix and all must be given");
    }
    return said.getFirst();
  }

  private static Map<?, ?> members(byte[] body, JsonLimits limits) {
    try {
      if (Json.read(body, limits) instanceof Map<?, ?> members) {
        return members;
      }
    } catch (JsonException e) {
      throw new InvalidCancel("the body is not JSON: " + e.problem());
    }
    throw new InvalidCancel("the body must be an object with one of ids, prefix and all");
  }

  private static void ids(@Nullable Object value, List<CancelRequest> said) {
    switch (value) {
      case null -> {}
      case List<?> elements -> {
        List<String> ids = new ArrayList<>(elements.size());
        for (Object element : elements) {
          if (!(element instanceof String id)) {
            throw new InvalidCancel("ids must be an array of strings");
          }
          ids.add(id);
        }
        said.add(new Ids(ids));
      }
      case Object _ -> throw new InvalidCancel("ids must be an array of strings");
    }
  }

  private static void prefix(@Nullable Object value, List<CancelRequest> said) {
    switch (value) {
      case null -> {}
      // what names no rollout must not end them all
      case String prefix when prefix.isEmpty() ->
          throw new InvalidCancel("prefix must not be empty; all cancels every rollout");
      case String prefix -> said.add(new Prefix(prefix));
      case Object _ -> throw new InvalidCancel("prefix must be a string");
    }
  }

  private static void all(@Nullable Object value, List<CancelRequest> said) {
    switch (value) {
      case null -> {}
      case Boolean wanted when !wanted -> {}
      case Boolean _ -> said.add(new All());
      case Object _ -> throw new InvalidCancel("all must be true or false");
    }
  }
}

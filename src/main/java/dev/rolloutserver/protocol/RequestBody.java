package dev.rolloutserver.protocol;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonException;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.protocol.Problem.Echo;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request's body as FastAPI reads it, before any field is looked at. */
final class RequestBody {
  private static final List<Object> BODY = List.of("body");

  private RequestBody() {}

  /**
   * The object that the body holds.
   *
   * @param contentType value of the header; null or empty where there is none
   * @throws InvalidRequest if it holds none
   */
  static Map<?, ?> read(byte[] body, @Nullable String contentType, JsonLimits limits) {
    if (body.length == 0) {
      throw missing();
    }
    return switch (isJson(contentType) ? value(body, limits) : "") {
      case null -> throw missing();
      case Map<?, ?> members -> members;
      case Object _ -> throw refused(Problem.of(Mistake.MODEL_ATTRIBUTES_TYPE, BODY, null));
    };
  }

  private static @Nullable Object value(byte[] body, JsonLimits limits) {
    try {
      return Json.readNonFinite(body, limits);
    } catch (JsonException e) {
      throw switch (e.kind()) {
        case ENCODING -> InvalidRequest.unreadable();
        // Python answers 400 to too many digits and too deep nesting, and does not say why
        case SYNTAX, DEPTH, DIGITS, LIMIT ->
            refused(
                new Problem(
                    "json_invalid",
                    List.of("body", e.offset()),
                    "JSON decode error",
                    new Echo(Map.of()),
                    Map.of("error", e.problem() + setting(e.kind()))));
      };
    }
  }

  /** What sets the limit that was passed. */
  private static String setting(JsonException.Kind kind) {
    return switch (kind) {
      case DEPTH -> " (server.max-json-depth)";
      case DIGITS -> " (server.max-json-digits)";
      case SYNTAX, ENCODING, LIMIT -> "";
    };
  }

  /** By the rules of Python's email package: what is no type at all is text. */
  private static boolean isJson(@Nullable String contentType) {
    if (contentType == null || contentType.isEmpty()) {
      return true;
    }
    String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return type.equals("application/json")
        || (type.startsWith("application/")
            && type.endsWith("+json")
            && type.indexOf('/') == type.lastIndexOf('/'));
  }

  private static InvalidRequest missing() {
    return refused(Problem.of(Mistake.MISSING, BODY, new Echo(null)));
  }

  private static InvalidRequest refused(Problem problem) {
    return InvalidRequest.of(List.of(problem));
  }
}

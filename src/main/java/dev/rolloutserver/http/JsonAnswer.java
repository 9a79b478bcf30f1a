package dev.rolloutserver.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.bind.config.PropertyNamingStrategy;
import java.nio.charset.StandardCharsets;

/** How our own small records become the body of an answer, through JSON-B. */
final class JsonAnswer {
  private static final Jsonb JSON =
      JsonbBuilder.create(
          new JsonbConfig()
              .withPropertyNamingStrategy(PropertyNamingStrategy.LOWER_CASE_WITH_UNDERSCORES));

  private JsonAnswer() {}

  /** The record as UTF-8 JSON. */
  static byte[] bytes(Record body) {
    return JSON.toJson(body).getBytes(StandardCharsets.UTF_8);
  }

  /** Sends the record; HEAD gets the same headers and no body. */
  static void send(ServerRequest request, ServerResponse response, Status status, Record body) {
    send(request, response, status, bytes(body));
  }

  /** Sends what is JSON already; HEAD gets the same headers and no body. */
  static void send(ServerRequest request, ServerResponse response, Status status, byte[] bytes) {
    response.status(status).header(HeaderValues.CONTENT_TYPE_JSON);
    if (request.prologue().method().equals(Method.HEAD)) {
      response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(bytes.length)).send();
    } else {
      response.send(bytes);
    }
  }
}

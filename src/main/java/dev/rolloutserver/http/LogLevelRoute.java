package dev.rolloutserver.http;

import dev.rolloutserver.admission.HeldMemory;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonException;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.registry.Rollouts;
import io.helidon.http.HttpException;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /log-level} tells the levels of the log, {@code PUT /log-level} changes one until the
 * server stops: of all, or of one package of ours.
 */
final class LogLevelRoute {
  static final String PATH = "/log-level";

  private static final System.Logger LOGGER = System.getLogger(LogLevelRoute.class.getName());
  private static final String PACKAGE = "[a-z]+(\\.[a-z]+)*";

  private final LogControl log;
  private final Rollouts rollouts;
  private final BodyLimit bodies;
  private final JsonLimits limits;

  LogLevelRoute(LogControl log, Rollouts rollouts, BodyLimit bodies, JsonLimits limits) {
    this.log = log;
    this.rollouts = rollouts;
    this.bodies = bodies;
    this.limits = limits;
  }

  void tell(ServerRequest request, ServerResponse response) {
    Map<String, Object> levels = new LinkedHashMap<>();
    levels.put("level", log.level());
    levels.put("packages", log.packages());
    JsonAnswer.send(request, response, Status.OK_200, Json.write(levels));
  }

  void change(ServerRequest request, ServerResponse response) {
    Map<?, ?> members;
    try (HeldMemory held = rollouts.holdMemory()) {
      members = members(bodies.read(request, held));
    }
    String name = name(members.get("package"));
    String level = level(members.get("level"));
    if (name == null && level == null) {
      throw invalid("level must be given, unless that of a package is taken back");
    }
    log.change(name, level);
    LOGGER.log(
        Level.WARNING,
        "The log level of "
            + (name == null ? "all packages" : name)
            + (level == null ? " is that of all again" : " is now " + level));
    tell(request, response);
  }

  private Map<?, ?> members(byte[] body) {
    try {
      if (Json.read(body, limits) instanceof Map<?, ?> members) {
        return members;
      }
    } catch (JsonException e) {
      throw invalid("the body is not JSON: " + e.problem());
    }
    throw invalid("the body must be an object with level and perhaps package");
  }

  private static @Nullable String name(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    if (value instanceof String name && name.matches(PACKAGE)) {
      return name;
    }
    throw invalid("package must be the name of one of this server's, such as trainer");
  }

  private @Nullable String level(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    if (value instanceof String text && log.names().contains(text.toUpperCase(Locale.ROOT))) {
      return text.toUpperCase(Locale.ROOT);
    }
    throw invalid("level must be one of " + String.join(", ", log.names()));
  }

  private static HttpException invalid(String message) {
    return new HttpException(message, Status.create(422), true);
  }
}

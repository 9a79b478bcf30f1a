package dev.rolloutserver.http;

import dev.rolloutserver.admission.Refused;
import dev.rolloutserver.admission.Refused.Reason;
import dev.rolloutserver.protocol.InvalidCancel;
import dev.rolloutserver.protocol.InvalidRequest;
import dev.rolloutserver.registry.IdInUse;
import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.DirectHandler.TransportRequest;
import io.helidon.http.DirectHandler.TransportResponse;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.Method;
import io.helidon.http.NotFoundException;
import io.helidon.http.RequestException;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.lang.System.Logger.Level;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The one mapping from what went wrong with a request to its status and JSON body. */
final class ErrorAnswers {
  private static final System.Logger LOGGER = System.getLogger(ErrorAnswers.class.getName());

  private ErrorAnswers() {}

  /** For errors that a route throws, or that no route took. */
  static void register(HttpRouting.Builder routing) {
    routing.error(NotFoundException.class, (request, response, e) -> notFound(request, response));
    routing.error(HttpException.class, ErrorAnswers::refused);
    routing.error(RequestException.class, ErrorAnswers::malformed);
    routing.error(InvalidRequest.class, ErrorAnswers::invalid);
    routing.error(Refused.class, ErrorAnswers::refused);
    routing.error(IdInUse.class, ErrorAnswers::inUse);
    routing.error(InvalidCancel.class, ErrorAnswers::invalid);
    routing.error(Throwable.class, ErrorAnswers::failed);
  }

  /** For errors that Helidon finds before there is a route. */
  static DirectHandlers outsideRouting(int maxHeaderBytes, long maxBodyBytes) {
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (EventType type : EventType.values()) {
      handlers.addHandler(type, new OutsideRouting(maxHeaderBytes, maxBodyBytes));
    }
    return handlers.build();
  }

  private static void notFound(ServerRequest request, ServerResponse response) {
    JsonAnswer.send(request, response, Status.NOT_FOUND_404, new ErrorBody("Not Found"));
  }

  private static void refused(ServerRequest request, ServerResponse response, HttpException e) {
    e.headers().forEach(response::header);
    if (!e.keepAlive()) {
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
    JsonAnswer.send(request, response, e.status(), new ErrorBody(text(e.status(), e.getMessage())));
  }

  private static void invalid(ServerRequest request, ServerResponse response, InvalidRequest e) {
    response
        .status(Status.create(e.status()))
        .header(HeaderValues.CONTENT_TYPE_JSON)
        .send(e.body());
  }

  private static void refused(ServerRequest request, ServerResponse response, Refused e) {
    Status status =
        switch (e.reason()) {
          case QUEUE_FULL, QUEUE_TIMEOUT, CONVERSATION_BYTES -> Status.TOO_MANY_REQUESTS_429;
          case TOO_LARGE -> Status.REQUEST_ENTITY_TOO_LARGE_413;
          case DRAINING -> Status.SERVICE_UNAVAILABLE_503;
        };
    if (e.reason() != Reason.TOO_LARGE) {
      response.header(HeaderNames.RETRY_AFTER, Long.toString(e.retryAfter().toSeconds()));
    }
    boolean underWay = e.reason() == Reason.CONVERSATION_BYTES || e.reason() == Reason.TOO_LARGE;
    if (underWay) {
      // its body may still be under way
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
    JsonAnswer.send(
        request,
        response,
        status,
        e.reason() == Reason.TOO_LARGE
            ? new ErrorBody(text(status, e.getMessage()))
            : new RefusalBody(text(status, e.getMessage()), e.reason().wireName()));
    if (underWay) {
      UnreadBody.drop(request);
    }
  }

  private static void inUse(ServerRequest request, ServerResponse response, IdInUse e) {
    Status status = Status.CONFLICT_409;
    JsonAnswer.send(request, response, status, new ErrorBody(text(status, e.getMessage())));
  }

  private static void invalid(ServerRequest request, ServerResponse response, InvalidCancel e) {
    Status status = Status.create(422);
    JsonAnswer.send(request, response, status, new ErrorBody(text(status, e.getMessage())));
  }

  private static void malformed(
      ServerRequest request, ServerResponse response, RequestException e) {
    if (!e.keepAlive()) {
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
    String message = e.safeMessage() ? e.getMessage() : null;
    JsonAnswer.send(request, response, e.status(), new ErrorBody(text(e.status(), message)));
  }

  private static void failed(ServerRequest request, ServerResponse response, Throwable e) {
    String id = UUID.randomUUID().toString();
    LOGGER.log(
        Level.ERROR, "error " + id + ": a route failed: " + request.prologue().method().text(), e);
    Status status = Status.INTERNAL_SERVER_ERROR_500;
    JsonAnswer.send(request, response, status, new UnexplainedError(status.reasonPhrase(), id));
  }

  private static String text(Status status, @Nullable String message) {
    // Helidon goes on with a dump of the request, which may hold a key
    String line = message == null ? "" : message.lines().findFirst().orElse("");
    return line.isBlank() ? status.reasonPhrase() : line;
  }

  private static final class OutsideRouting implements DirectHandler {
    /** What Helidon says where the head of a request is too large. */
    private static final String HEAD_TOO_LARGE = "Header size exceeded";

    private static final Status TOO_LARGE_431 =
        Status.create(431, "Request Header Fields Too Large");

    /** What it says where it has logged what is wrong, though at a level that nobody sees. */
    private static final String UNTOLD = "Bad request, see server log for more information";

    private final int maxHeaderBytes;
    private final long maxBodyBytes;

    OutsideRouting(int maxHeaderBytes, long maxBodyBytes) {
      this.maxHeaderBytes = maxHeaderBytes;
      this.maxBodyBytes = maxBodyBytes;
    }

    @Override
    public TransportResponse handle(
        TransportRequest request,
        EventType type,
        Status told,
        ServerResponseHeaders headers,
        @Nullable String message) {
      String text = message;
      Status status = HEAD_TOO_LARGE.equals(message) ? TOO_LARGE_431 : told;
      if (type == EventType.INTERNAL_ERROR && request.method().isEmpty()) {
        // there is no request yet: Helidon has stumbled over the bytes of one
        status = Status.BAD_REQUEST_400;
        text = null;
      }
      TransportResponse.Builder answer =
          TransportResponse.builder().status(status).headers(headers).keepAlive(type.keepAlive());
      SecurityHeaders.ALL.forEach(answer::header);
      if (!request.method().equals(Method.HEAD.text())) {
        answer
            .header(HeaderValues.CONTENT_TYPE_JSON)
            .entity(JsonAnswer.bytes(body(request, type, status, text)));
      }
      return answer.build();
    }

    private Record body(
        TransportRequest request, EventType type, Status status, @Nullable String message) {
      if (!UNTOLD.equals(message)) {
        return new ErrorBody(ErrorAnswers.text(status, limit(status, message)));
      }
      String id = UUID.randomUUID().toString();
      LOGGER.log(
          Level.DEBUG,
          "error {0}: a request was not understood: {1}, {2}, before its {3}",
          id,
          type,
          status.code(),
          request.method().isEmpty() ? "request line" : "headers");
      return new UnexplainedError("The request is not valid HTTP/1.1", id);
    }

    private @Nullable String limit(Status status, @Nullable String message) {
      return switch (status.code()) {
        case 413 -> BodyLimit.text(maxBodyBytes);
        case 414 -> tooLong("The request line");
        case 431 -> tooLong("The head of the request");
        default -> message;
      };
    }

    private String tooLong(String what) {
      return what + " is longer than " + maxHeaderBytes + " bytes (server.max-header-bytes)";
    }
  }
}

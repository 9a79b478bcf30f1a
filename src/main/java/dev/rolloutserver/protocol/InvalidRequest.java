package dev.rolloutserver.protocol;

import dev.rolloutserver.json.Json;
import java.util.List;
import java.util.Map;

/** A request that is answered with what is wrong with it. */
public final class InvalidRequest extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final transient List<Problem> problems;

  private InvalidRequest(int status, String message, List<Problem> problems) {
    super(message);
    this.status = status;
    this.problems = problems;
  }

  /** Text that is not text: nothing can be said about what stands in it. */
  static InvalidRequest unreadable() {
    return new InvalidRequest(400, "There was an error parsing the body", List.of());
  }

  static InvalidRequest of(List<Problem> problems) {
    Problem first = problems.getFirst();
    String message = first.loc() + ": " + first.msg() + ", of " + problems.size() + " problems";
    return new InvalidRequest(422, message, List.copyOf(problems));
  }

  /** HTTP status code of the answer. */
  public int status() {
    return status;
  }

  /** All that is wrong, in the order of the fields; empty where the body could not be read. */
  public List<Problem> problems() {
    return problems;
  }

  /** Body of the answer as UTF-8 JSON. */
  public byte[] body() {
    Object detail =
        status == 400
            ? String.valueOf(getMessage())
            : problems.stream().map(Problem::value).toList();
    return Json.write(Map.of("detail", detail));
  }
}

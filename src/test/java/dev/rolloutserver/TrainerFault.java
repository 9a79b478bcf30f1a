package dev.rolloutserver;

import static dev.rolloutserver.FaultyTrainer.sized;
import static dev.rolloutserver.TrainerTurn.adds;

import dev.rolloutserver.FaultyTrainer.Deed;
import dev.rolloutserver.FaultyTrainer.Peer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a trainer may do to a call instead of answering it, and how the rollout must end. */
@SuppressWarnings("ImmutableEnumChecker") // deeds hold nothing that changes
enum TrainerFault implements FaultyTrainer.Fault {
  // no connection, or none that lasts
  REFUSES(network("cannot be reached"), peer -> {}),
  RESETS_UNREAD(network("communicating with trainer"), Peer::reset),
  CLOSES_UNREAD(network("broke the exchange"), Peer::close),
  RESETS_UNANSWERED(network("broke the exchange"), Peer::reset),
  CLOSES_UNANSWERED(network("broke the exchange"), Peer::close),
  HALF_CLOSES_UNANSWERED(network("broke the exchange"), Peer::halfClose),

  // broken off inside the answer
  RESETS_IN_THE_STATUS(network("broke the exchange"), then("HTTP/1.1 20", Peer::reset)),
  CLOSES_IN_THE_STATUS(network("broke the exchange"), then("HTTP/1.1 20", Peer::close)),
  RESETS_IN_THE_HEAD(network("broke the exchange"), then(ok() + "Content-Le", Peer::reset)),
  CLOSES_IN_THE_HEAD(network("broke the exchange"), then(ok() + "Content-Le", Peer::close)),
  RESETS_IN_THE_BODY(network("broke the exchange"), then(ok() + half(), Peer::reset)),
  CLOSES_IN_THE_BODY(network("broke the exchange"), then(ok() + half(), Peer::close)),
  HALF_CLOSES_IN_THE_BODY(network("broke the exchange"), then(ok() + half(), Peer::halfClose)),
  RESETS_IN_A_CHUNK(network("broke the exchange"), then(chunk(), Peer::reset)),
  CLOSES_IN_A_CHUNK(network("broke the exchange"), then(chunk(), Peer::close)),

  // after the answer: it counts
  RESETS_AFTER_THE_ANSWER(completed(), then(wholeAndLast(), Peer::resetLater)),
  CLOSES_AFTER_THE_ANSWER(completed(), then(whole(), Peer::close)),
  HALF_CLOSES_AFTER_THE_ANSWER(completed(), then(whole(), Peer::halfClose)),
  SAYS_MORE_AFTER_THE_ANSWER(completed(), then(whole() + whole(), Peer::stall)),

  // no end in sight
  STALLS_UNREAD(timeout(), Peer::stall),
  STALLS(timeout(), Peer::stall),
  STALLS_IN_THE_HEAD(timeout(), then(ok() + "Content-Le", Peer::stall)),
  STALLS_IN_THE_BODY(timeout(), then(ok() + half(), Peer::stall)),
  STALLS_IN_A_CHUNK(timeout(), then(chunk(), Peer::stall)),
  STALLS_WHERE_NO_LENGTH_WAS_SAID(timeout(), then(ok() + "\r\n{", Peer::stall)),
  DRIPS_THE_STATUS(timeout(), peer -> peer.drip("HTTP/1.1 ")),
  DRIPS_THE_HEAD(timeout(), then(ok(), peer -> peer.drip("X: y\r\n"))),
  DRIPS_THE_BODY(timeout(), then(ok() + "Content-Length: 9999\r\n\r\n", peer -> peer.drip(" "))),
  DRIPS_CHUNKS(timeout(), then(chunked(), peer -> peer.drip("1\r\n \r\n"))),

  // statuses
  CONTINUES_AND_STALLS(timeout(), answers(interim(100))),
  CONTINUES_AND_ANSWERS(completed(), answers(interim(100) + whole())),
  HINTS_EARLY_AND_ANSWERS(completed(), answers(interim(103) + interim(103) + whole())),
  HINTS_FOR_EVER(timeout(), peer -> peer.drip(interim(103))),
  SWITCHES_PROTOCOLS(trainerError(101), answers(interim(101))),
  HAS_NO_CONTENT(trainerError(204), answers("HTTP/1.1 204 No Content\r\n\r\n")),
  ANSWERS_IN_PART(trainerError(206), answers("HTTP/1.1 206 Partial Content\r\n" + half())),
  REDIRECTS(trainerError(302), answers("HTTP/1.1 302 Found\r\nLocation: /\r\n" + sized(""))),
  REDIRECTS_THE_CALL(trainerError(307), answers("HTTP/1.1 307 X\r\nLocation: /\r\n" + sized(""))),
  HAS_NOT_CHANGED(trainerError(304), answers("HTTP/1.1 304 Not Modified\r\n\r\n")),
  FORBIDS(status("trainer_client_error", 403), answers("HTTP/1.1 403 Forbidden\r\n" + sized("no"))),
  LIMITS_THE_RATE(status("rate_limited", 429), answers("HTTP/1.1 429 X\r\n" + sized(""))),
  FAILS(status("trainer_server_error", 500), answers("HTTP/1.1 500 X\r\n" + sized("Traceback"))),
  FAILS_WITHOUT_END(
      status("trainer_server_error", 500),
      then("HTTP/1.1 500 X\r\nContent-Length: 99999\r\n\r\nTraceback", Peer::stall)),
  IS_UNAVAILABLE(status("trainer_server_error", 503), answers("HTTP/1.1 503 X\r\n" + sized(""))),
  TIMES_OUT_BEHIND_A_PROXY(
      status("trainer_server_error", 504), answers("HTTP/1.1 504 X\r\n" + sized("<html>"))),
  ANSWERS_A_STATUS_THAT_IS_NONE(trainerError(999), answers("HTTP/1.1 999 X\r\n" + sized(""))),

  // lengths that are wrong
  SAYS_TOO_SHORT_A_LENGTH(
      contract("JSON"), answers(ok() + "Content-Length: 20\r\n\r\n" + adds().json())),
  SAYS_TOO_LONG_A_LENGTH(timeout(), then(ok() + tooLong(), Peer::stall)),
  SAYS_TOO_LONG_A_LENGTH_AND_CLOSES(
      network("broke the exchange"), then(ok() + tooLong(), Peer::close)),
  SAYS_A_NEGATIVE_LENGTH(
      network("broke the exchange"), answers(ok() + "Content-Length: -1\r\n\r\n{}")),
  SAYS_A_LENGTH_THAT_IS_NONE(
      network("broke the exchange"), answers(ok() + "Content-Length: many\r\n\r\n{}")),
  SAYS_A_LENGTH_BEYOND_NUMBERS(
      network("broke the exchange"),
      answers(ok() + "Content-Length: 9" + "9".repeat(30) + "\r\n\r\n{}")),
  SAYS_TWO_LENGTHS(
      network("broke the exchange"),
      answers(ok() + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}")),
  SAYS_LENGTH_AND_CHUNKS(
      network("broke the exchange"), answers(chunked().replace("\r\n\r\n", "\r\n" + sized("{}")))),
  SENDS_CHUNKS_THAT_ARE_NONE(network("broke the exchange"), answers(chunked() + "xyz\r\n{\r\n")),
  SENDS_A_CHUNK_BEYOND_NUMBERS(
      network("broke the exchange"), answers(chunked() + "f".repeat(20) + "\r\n{\r\n")),

  // more than anyone wants
  SENDS_100_MB(tooLarge(), then(ok() + "Content-Length: 100000000\r\n\r\n", pours100Mb())),
  SENDS_100_MB_IN_CHUNKS(tooLarge(), then(chunked(), pours100MbInChunks())),
  SENDS_100_MB_IN_A_CHUNK(tooLarge(), then(chunked() + "5f5e100\r\n", pours100Mb())),
  SENDS_100_MB_WITHOUT_LENGTH(tooLarge(), then(ok() + "\r\n", pours100Mb())),
  SENDS_A_HEAD_OF_100_MB(network("broke the exchange"), then(ok() + "X: ", pours100Mb())),

  // garbage
  SENDS_NOISE(network("broke the exchange"), answers("\0\1\2\3".repeat(64) + "\r\n\r\n")),
  SPEAKS_SSH(network("broke the exchange"), answers("SSH-2.0-OpenSSH_9.6\r\n")),
  SPEAKS_TLS(network("broke the exchange"), then("\25\3\1\0\2\2\50", Peer::close)),
  SPEAKS_HTTP_0_9(network("broke the exchange"), then("<html>It works!</html>", Peer::close)),
  ANSWERS_HTML(contract("JSON"), answers(ok() + sized("<html>It works!</html>"))),
  ANSWERS_NOTHING(contract("JSON"), answers(ok() + sized(""))),
  ANSWERS_HALF_A_DOCUMENT(contract("JSON"), answers(ok() + sized(adds().json().substring(0, 99)))),
  ANSWERS_A_DEEP_DOCUMENT(contract("deep"), answers(ok() + sized("[".repeat(100_000)))),
  ANSWERS_A_HUGE_NUMBER(
      contract("digits"), answers(ok() + sized("{\"id\": " + "9".repeat(100_000) + "}"))),
  ANSWERS_AN_EVENT_STREAM(contract("JSON"), answers(ok() + sized("data: {}\n\ndata: [DONE]\n\n"))),
  ANSWERS_GZIP(
      contract("JSON"), answers(ok() + "Content-Encoding: gzip\r\n" + sized("\37\u008b\b")));

  /**
   * How a rollout ends.
   *
   * @param category that of its error; null where there is none
   * @param httpStatus what the trainer answered; null where it did not
   * @param message part of what people are told
   * @param deadline name of that which passed; null where none did
   */
  record End(
      @Nullable String category,
      @Nullable Integer httpStatus,
      String message,
      @Nullable String deadline) {}

  private final End end;
  private final Deed deed;

  TrainerFault(End end, Deed deed) {
    this.end = end;
    this.deed = deed;
  }

  @Override
  public Deed deed() {
    return deed;
  }

  /** Whether the rollout goes on as if nothing had happened. */
  boolean harmless() {
    return end.category() == null;
  }

  String category() {
    return Objects.requireNonNull(end.category());
  }

  End end() {
    return end;
  }

  @Override
  public boolean hitsBeforeTheRequest() {
    return this == REFUSES
        || this == RESETS_UNREAD
        || this == CLOSES_UNREAD
        || this == STALLS_UNREAD;
  }

  /** Whether it may come before the connection is made, which is then tried again. */
  boolean mayLookUnreachable() {
    return this == RESETS_UNREAD || this == CLOSES_UNREAD;
  }

  /** Whether the next request may be on its way over a connection that is being closed. */
  boolean mayMeetTheNextRequest() {
    return this == CLOSES_AFTER_THE_ANSWER || this == HALF_CLOSES_AFTER_THE_ANSWER;
  }

  @Override
  public boolean refuses() {
    return this == REFUSES;
  }

  @Override
  public boolean lasts() {
    return this == REFUSES || this == LIMITS_THE_RATE || this == IS_UNAVAILABLE;
  }

  private static End completed() {
    return new End(null, null, "", null);
  }

  private static End network(String message) {
    return new End("network_error", null, message, null);
  }

  private static End timeout() {
    return new End("timeout", null, "did not answer within", "trainer_call");
  }

  private static End trainerError(int status) {
    return status("trainer_error", status);
  }

  private static End status(String category, int status) {
    return new End(category, status, "The trainer answered " + status, null);
  }

  private static End contract(String message) {
    return new End("validation_error", 200, message, null);
  }

  private static End tooLarge() {
    return contract("answered more than 1000000 bytes");
  }

  private static Deed answers(String text) {
    return peer -> peer.send(text);
  }

  private static Deed then(String text, Deed next) {
    return peer -> {
      peer.send(text);
      next.on(peer);
    };
  }

  private static Deed pours100Mb() {
    return peer -> peer.pour(100_000_000);
  }

  private static Deed pours100MbInChunks() {
    return peer -> {
      for (int i = 0; i < 100; i++) {
        peer.send("f4240\r\n");
        peer.pour(1_000_000);
        peer.send("\r\n");
      }
    };
  }

  private static String ok() {
    return "HTTP/1.1 200 OK\r\n";
  }

  private static String interim(int status) {
    return "HTTP/1.1 " + status + " Not yet\r\nLink: </x>\r\n\r\n";
  }

  private static String whole() {
    return ok() + sized(adds().json());
  }

  private static String wholeAndLast() {
    return ok() + "Connection: close\r\n" + sized(adds().json());
  }

  private static String half() {
    String whole = sized(adds().json());
    return whole.substring(0, whole.length() / 2);
  }

  private static String tooLong() {
    return "Content-Length: 9999\r\n\r\n" + adds().json();
  }

  private static String chunked() {
    return ok() + "Transfer-Encoding: chunked\r\n\r\n";
  }

  private static String chunk() {
    return chunked() + "ff\r\n{\"id\":";
  }
}

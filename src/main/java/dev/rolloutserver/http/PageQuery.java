package dev.rolloutserver.http;

import io.helidon.http.BadRequestException;
import io.helidon.webserver.http.ServerRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * What a caller of the page's API asks for in the query of its URL.
 *
 * @param state all, running or recent
 * @param q what rows have to mention; empty for anything
 * @param limit rows of each list
 */
record PageQuery(Set<String> topics, long key, String state, String q, int limit) {
  static final String OVERVIEW = "overview";
  static final String ROLLOUTS = "rollouts";
  static final String ROLLOUT = "rollout";

  /** No rollout has it. */
  static final long NO_KEY = -1;

  private static final List<String> TOPICS = List.of(OVERVIEW, ROLLOUTS, ROLLOUT);
  private static final List<String> STATES = List.of("all", "running", "recent");
  private static final int MAX_LIMIT = 1000;
  private static final int MAX_TEXT = 300;

  static PageQuery of(ServerRequest request) {
    Set<String> topics = Set.of(value(request, "topics", OVERVIEW).split(",", -1));
    if (!TOPICS.containsAll(topics)) {
      throw refused("topics", String.join(",", topics), "some of " + String.join(",", TOPICS));
    }
    String state = value(request, "state", "all");
    if (!STATES.contains(state)) {
      throw refused("state", state, "one of " + String.join(", ", STATES));
    }
    String q = value(request, "q", "");
    if (q.length() > MAX_TEXT) {
      throw refused("q", q.length() + " characters", "at most " + MAX_TEXT);
    }
    String limit = value(request, "limit", "200");
    long number = number(limit);
    if (number < 1 || number > MAX_LIMIT) {
      throw refused("limit", limit, "a number from 1 to " + MAX_LIMIT);
    }
    return new PageQuery(topics, number(value(request, "key", "")), state, q, (int) number);
  }

  boolean running() {
    return !state.equals("recent");
  }

  boolean recent() {
    return !state.equals("running");
  }

  /** A number from 0 on; {@link #NO_KEY} for anything else. */
  static long number(String text) {
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : NO_KEY;
  }

  private static String value(ServerRequest request, String name, String absent) {
    return request.query().first(name).filter(text -> !text.isEmpty()).orElse(absent);
  }

  private static BadRequestException refused(String name, String found, String wanted) {
    String shown = found.length() > MAX_TEXT ? "too long" : found;
    return new BadRequestException(name + " is " + oneLine(shown) + ", but must be " + wanted);
  }

  private static String oneLine(String text) {
    StringBuilder line = new StringBuilder();
    text.codePoints().forEach(c -> line.appendCodePoint(Character.isISOControl(c) ? '?' : c));
    return Arrays.toString(new String[] {line.toString()});
  }
}

package dev.rolloutserver.protocol;

import dev.rolloutserver.json.JsonLimits;

/**
 * What a request for a rollout may hold at most.
 *
 * @param json of its body as a document
 * @param maxMessages messages of its conversation
 */
public record RequestLimits(JsonLimits json, int maxMessages) {
  /** Those of any document, and 10,000 messages. */
  public static final RequestLimits DEFAULT = new RequestLimits(JsonLimits.DEFAULT, 10_000);
}

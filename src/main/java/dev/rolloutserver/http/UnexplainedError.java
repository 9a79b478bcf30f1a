package dev.rolloutserver.http;

import jakarta.json.bind.annotation.JsonbPropertyOrder;

/**
 * The body of an answer that does not say what was wrong, because it was a fault of ours.
 *
 * @param errorId by which the log tells what it was
 */
@JsonbPropertyOrder({"detail", "errorId"})
public record UnexplainedError(String detail, String errorId) {}

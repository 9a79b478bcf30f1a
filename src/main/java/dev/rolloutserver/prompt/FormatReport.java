package dev.rolloutserver.prompt;

/**
 * A tokenizer that is kept.
 *
 * @param name as it was asked for
 * @param revision the commit that it is
 * @param tokenizerSha256 of tokenizer.json, in hexadecimal
 * @param templateSha256 of the chat template, in hexadecimal
 * @param hits how often it was there when it was asked for
 * @param loadMillis how long it took to load
 */
public record FormatReport(
    String name,
    String revision,
    String tokenizerSha256,
    String templateSha256,
    long hits,
    long loadMillis) {}

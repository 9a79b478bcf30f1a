package dev.rolloutserver.prompt;

import dev.rolloutserver.tokenizer.CountedBy;
import java.util.OptionalLong;

/**
 * A tokenizer that is kept.
 *
 * @param name as it was asked for
 * @param revision the commit that it is
 * @param tokenizerSha256 of tokenizer.json, in hexadecimal
 * @param templateSha256 of the chat template, in hexadecimal
 * @param countedBy what counts most of its texts
 * @param nativeBytes by how much the process grew when the native tokenizer was made; empty where
 *     the platform does not tell
 * @param hits how often it was there when it was asked for
 * @param loadMillis how long it took to load
 */
public record FormatReport(
    String name,
    String revision,
    String tokenizerSha256,
    String templateSha256,
    CountedBy countedBy,
    OptionalLong nativeBytes,
    long hits,
    long loadMillis) {}

package dev.rolloutserver.http;

import dev.rolloutserver.hub.TokenizerName;
import dev.rolloutserver.prompt.PromptFormats;
import dev.rolloutserver.record.RolloutRecords;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the page shows.
 *
 * @param records of rollouts
 * @param formats whose tokenizers tell what ids stand for
 * @param cached tokenizers that can be loaded without a download
 * @param leftAlone origins of trainers that are not asked for a while
 */
public record Page(
    RolloutRecords records,
    PromptFormats formats,
    Supplier<List<TokenizerName>> cached,
    Supplier<Set<String>> leftAlone) {}

package dev.rolloutserver.hub;

import dev.rolloutserver.outbound.BearerKey;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where tokenizers come from.
 *
 * @param localFolder holds models as {@code <name>/tokenizer.json}; looked at first
 * @param cacheFolder the cache that {@code huggingface_hub} keeps
 * @param endpoint the hub
 * @param token what the hub is shown
 * @param offline whether nothing may be downloaded
 * @param trustRemoteCode whether a repository that declares code of its own is accepted
 * @param maxDownloadBytes all files of one model together, in bytes
 * @param downloadTimeout for all files of one model together
 */
public record HubSettings(
    Optional<Path> localFolder,
    Path cacheFolder,
    URI endpoint,
    Optional<BearerKey> token,
    boolean offline,
    boolean trustRemoteCode,
    long maxDownloadBytes,
    Duration downloadTimeout) {}

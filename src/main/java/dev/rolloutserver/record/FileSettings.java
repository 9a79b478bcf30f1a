package dev.rolloutserver.record;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where lines are written, and what is kept of them.
 *
 * @param folder made where there is none
 * @param maxFileBytes of one file, unless a single line is larger
 * @param maxTotalBytes of all files together
 * @param maxAge since the last line of a file; zero for any
 */
public record FileSettings(Path folder, long maxFileBytes, long maxTotalBytes, Duration maxAge) {}

/**
 * What is kept of each rollout to be looked at: while it runs, for a while in memory, and as a line
 * in a file. Start with {@link dev.rolloutserver.record.RolloutRecords}.
 */
@NullMarked
package dev.rolloutserver.record;

import org.jspecify.annotations.NullMarked;

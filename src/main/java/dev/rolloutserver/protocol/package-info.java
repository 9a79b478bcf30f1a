/**
 * What travels between worker, server and trainer, its validation and its JSON: start with {@link
 * dev.rolloutserver.protocol.RolloutRequest}.
 */
@NullMarked
package dev.rolloutserver.protocol;

import org.jspecify.annotations.NullMarked;

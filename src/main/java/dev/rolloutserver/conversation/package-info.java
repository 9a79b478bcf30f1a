/**
 * Ordered messages that only grow at the end: start with {@link
 * dev.rolloutserver.conversation.Conversation}.
 */
@NullMarked
package dev.rolloutserver.conversation;

import org.jspecify.annotations.NullMarked;

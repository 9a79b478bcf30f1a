/** The commands of the jar beside serving. */
@NullMarked
package dev.rolloutserver.command;

import org.jspecify.annotations.NullMarked;

/** The rollouts that run: start, wait, cancel, drain. */
@NullMarked
package dev.rolloutserver.registry;

import org.jspecify.annotations.NullMarked;

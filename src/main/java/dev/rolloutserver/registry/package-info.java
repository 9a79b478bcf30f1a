/** The rollouts that run: permit, run, drain. */
@NullMarked
package dev.rolloutserver.registry;

import org.jspecify.annotations.NullMarked;

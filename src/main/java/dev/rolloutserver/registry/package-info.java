/**
 * The rollouts that wait or run, by id: permit, run, join, cancel, drain; answers kept for a
 * moment.
 */
@NullMarked
package dev.rolloutserver.registry;

import org.jspecify.annotations.NullMarked;

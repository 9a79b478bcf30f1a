/**
 * Scenarios for measuring a server, and a trainer that answers them from memory: start with {@link
 * dev.rolloutserver.simulation.load.LoadTrainer}.
 */
@NullMarked
package dev.rolloutserver.simulation.load;

import org.jspecify.annotations.NullMarked;

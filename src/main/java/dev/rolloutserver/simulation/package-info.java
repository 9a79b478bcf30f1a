/**
 * A trainer that plays scripted conversations and checks every mask: start with {@link
 * dev.rolloutserver.simulation.SimulatedTrainer}.
 */
@NullMarked
package dev.rolloutserver.simulation;

import org.jspecify.annotations.NullMarked;

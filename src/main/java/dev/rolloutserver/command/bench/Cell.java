package dev.rolloutserver.command.bench;

import dev.rolloutserver.simulation.load.LoadScenario;

/** A row of the table: this scenario, so many rollouts at once. */
record Cell(LoadScenario scenario, int atOnce) {}

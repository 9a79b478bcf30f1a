/** The measurement: start with {@link dev.rolloutserver.command.bench.BenchCommand}. */
@NullMarked
package dev.rolloutserver.command.bench;

import org.jspecify.annotations.NullMarked;

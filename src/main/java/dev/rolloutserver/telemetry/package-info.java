/** Meters and log format; the only package that sees a meter. */
@NullMarked
package dev.rolloutserver.telemetry;

import org.jspecify.annotations.NullMarked;

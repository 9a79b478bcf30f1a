package dev.rolloutserver.template.values;

import org.jspecify.annotations.Nullable;

/** The bounds of a slice, evaluated; None where nothing was written. */
public record SliceValue(@Nullable Object start, @Nullable Object stop, @Nullable Object step) {}

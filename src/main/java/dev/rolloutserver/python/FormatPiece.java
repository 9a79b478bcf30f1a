package dev.rolloutserver.python;

/**
 * A part of a text for {@code str.format}: what stands there literally, then a field.
 *
 * @param literal text before the field, braces no longer doubled
 * @param hasField false at the end and after a doubled brace; then the rest is empty
 * @param name what stands before {@code !} and {@code :}
 * @param conversion the code point after {@code !}, or 0
 * @param spec may itself have fields
 */
public record FormatPiece(
    String literal, boolean hasField, String name, int conversion, String spec) {}

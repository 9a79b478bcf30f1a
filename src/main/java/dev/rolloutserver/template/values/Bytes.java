package dev.rolloutserver.template.values;

/** Encoded text, made by {@code encode()}; it can be printed and measured. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Bytes(byte[] bytes) {}

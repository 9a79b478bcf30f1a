package dev.rolloutserver.configuration;

import dev.rolloutserver.outbound.BearerKey;
import java.util.Optional;

/** A key that is sent to another server; neither it nor a part of it is ever shown. */
record Secret() implements ValueType<BearerKey> {
  @Override
  public String rule() {
    return "visible ASCII characters without white space";
  }

  @Override
  public Optional<BearerKey> read(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 0x7f)
        ? Optional.of(new BearerKey(text))
        : Optional.empty();
  }

  @Override
  public BearerKey require(String text) {
    return read(text).orElseThrow(() -> new BrokenRule("", " must be " + rule()));
  }

  @Override
  public String write(BearerKey value) {
    return "****";
  }
}

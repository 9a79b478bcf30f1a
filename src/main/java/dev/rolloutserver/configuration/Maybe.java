package dev.rolloutserver.configuration;

import java.util.Optional;

/** A value that may be absent; the empty text stands for that. */
record Maybe<T>(ValueType<T> type) implements ValueType<Optional<T>> {
  @Override
  public String rule() {
    return type.rule();
  }

  @Override
  public Optional<Optional<T>> read(String text) {
    Optional<T> value = text.isEmpty() ? Optional.empty() : type.read(text);
    return text.isEmpty() || value.isPresent() ? Optional.of(value) : Optional.empty();
  }

  @Override
  public Optional<T> require(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(type.require(text));
  }

  @Override
  public String write(Optional<T> value) {
    return value.map(type::write).orElse("");
  }

  @Override
  public boolean isPath() {
    return type.isPath();
  }
}

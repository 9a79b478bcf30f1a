package dev.rolloutserver.configuration;

import dev.rolloutserver.outbound.BearerKey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Keys, separated by commas; neither they nor their number is ever shown. */
record Secrets() implements ValueType<List<BearerKey>> {
  @Override
  public String rule() {
    return "keys of visible ASCII characters without white space, separated by commas";
  }

  @Override
  public Optional<List<BearerKey>> read(String text) {
    List<Optional<BearerKey>> keys =
        Arrays.stream(text.split(","))
            .map(String::strip)
            .filter(key -> !key.isEmpty())
            .map(new Secret()::read)
            .distinct()
            .toList();
    return keys.stream().allMatch(Optional::isPresent)
        ? Optional.of(keys.stream().flatMap(Optional::stream).toList())
        : Optional.empty();
  }

  @Override
  public List<BearerKey> require(String text) {
    return read(text)
        .filter(keys -> !keys.isEmpty())
        .orElseThrow(() -> new BrokenRule("", " must be " + rule()));
  }

  @Override
  public String write(List<BearerKey> value) {
    return value.isEmpty() ? "" : "****";
  }
}

package dev.rolloutserver.configuration;

import dev.rolloutserver.hub.TokenizerName;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Names of tokenizers, each once. */
record TokenizerNames() implements ValueType<List<TokenizerName>> {
  @Override
  public String rule() {
    return "names of tokenizers, name or name@revision, separated by commas";
  }

  @Override
  public Optional<List<TokenizerName>> read(String text) {
    try {
      return Optional.of(
          Arrays.stream(text.split(","))
              .map(String::strip)
              .filter(name -> !name.isEmpty())
              .map(TokenizerName::parse)
              .distinct()
              .toList());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public String write(List<TokenizerName> value) {
    return value.stream().map(TokenizerName::toString).collect(Collectors.joining(","));
  }
}

package dev.rolloutserver.configuration;

import dev.rolloutserver.outbound.DestinationRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Hosts and networks, separated by commas. */
record HostList() implements ValueType<List<DestinationRule>> {
  @Override
  public String rule() {
    return "host names, *.names, addresses or networks such as 10.0.0.0/8, separated by commas";
  }

  @Override
  public Optional<List<DestinationRule>> read(String text) {
    List<DestinationRule> rules = new ArrayList<>();
    for (String entry : text.isBlank() ? List.<String>of() : List.of(text.split(",", -1))) {
      Optional<DestinationRule> rule = DestinationRule.read(entry.strip());
      if (rule.isEmpty()) {
        return Optional.empty();
      }
      rules.add(rule.get());
    }
    return Optional.of(List.copyOf(rules));
  }

  @Override
  public String write(List<DestinationRule> value) {
    return value.stream().map(DestinationRule::toString).collect(Collectors.joining(","));
  }
}

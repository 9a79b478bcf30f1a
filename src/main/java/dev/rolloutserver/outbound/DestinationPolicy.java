package dev.rolloutserver.outbound;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Where connections may lead. It is asked about the very address that is connected to next, so a
 * name that means another address a moment later gains nothing.
 *
 * @param rules one of which must let a destination pass; where there are none, all do
 */
public record DestinationPolicy(List<DestinationRule> rules) {
  /** Whatever is not always refused. */
  public static final DestinationPolicy OPEN = new DestinationPolicy(List.of());

  public DestinationPolicy {
    rules = List.copyOf(rules);
  }

  /**
   * Those of the addresses of a host that may be called, at least one.
   *
   * @throws DestinationException if there is none
   */
  List<InetAddress> allowed(String host, List<InetAddress> addresses) {
    List<InetAddress> allowed = new ArrayList<>(addresses.size());
    DestinationException refusal = new DestinationException(host + " has no address");
    for (InetAddress address : addresses) {
      if (ForbiddenAddresses.contains(address)) {
        refusal =
            new DestinationException(
                address.getHostAddress()
                    + " is a link-local or metadata address, which is always refused");
      } else if (!passes(host, address)) {
        refusal =
            new DestinationException(
                "neither " + host + " nor its address is one of outbound.allowed-hosts");
      } else {
        allowed.add(address);
      }
    }
    if (allowed.isEmpty()) {
      throw refusal;
    }
    return allowed;
  }

  private boolean passes(String host, InetAddress address) {
    return rules.isEmpty() || rules.stream().anyMatch(rule -> rule.matches(host, address));
  }
}

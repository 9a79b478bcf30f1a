package dev.rolloutserver.outbound;

import dev.rolloutserver.outbound.DestinationRule.Network;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * Addresses that are never called, whatever the configuration says: link-local ones, and those
 * behind which clouds tell a machine its credentials.
 */
final class ForbiddenAddresses {
  private static final List<Network> ALL =
      networks(
          "169.254.0.0/16", // link-local; metadata of AWS, Azure, Google Cloud and others
          "fe80::/10", // link-local
          "fd00:ec2::/32", // AWS
          "fd20:ce::/32", // Google Cloud
          "100.100.100.200", // Alibaba Cloud
          "168.63.129.16", // Azure
          "192.0.0.192"); // Oracle Cloud

  /** Networks of IPv6 that hold an address of IPv4, and how many bytes stand before it. */
  private static final List<Embedding> EMBEDDINGS =
      List.of(
          new Embedding("::/96", 12), // IPv4-compatible
          new Embedding("::ffff:0:0:0/96", 12), // IPv4-translated
          new Embedding("64:ff9b::/96", 12), // NAT64
          new Embedding("2002::/16", 2)); // 6to4

  private record Embedding(Network around, int offset) {
    private Embedding(String around, int offset) {
      this(ForbiddenAddresses.network(around), offset);
    }
  }

  private ForbiddenAddresses() {}

  static boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    return holds(bytes)
        || EMBEDDINGS.stream()
            .filter(embedding -> embedding.around().contains(bytes))
            .map(embedding -> Arrays.copyOfRange(bytes, embedding.offset(), embedding.offset() + 4))
            .anyMatch(ForbiddenAddresses::holds);
  }

  private static boolean holds(byte[] address) {
    return ALL.stream().anyMatch(network -> network.contains(address));
  }

  private static List<Network> networks(String... texts) {
    return Arrays.stream(texts).map(ForbiddenAddresses::network).toList();
  }

  private static Network network(String text) {
    return Network.read(text).orElseThrow();
  }
}

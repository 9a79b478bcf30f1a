package dev.rolloutserver.outbound;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** One entry of a list of allowed hosts; its text reads as itself. */
public sealed interface DestinationRule {
  /** Whether this host, at this address, is meant. */
  boolean matches(String host, InetAddress address);

  /** Reads an entry such as {@code trainer}, {@code *.example.org} or {@code 10.0.0.0/8}. */
  static Optional<DestinationRule> read(String text) {
    Optional<Network> network = Network.read(text);
    if (network.isPresent()) {
      return network.map(rule -> rule);
    }
    boolean wild = text.startsWith("*.");
    String name = normalized(wild ? text.substring(2) : text);
    // the last label of a name is never a number: that is an address, or a mistake
    if (!Name.LABELS.matcher(name).matches() || name.matches("(.*\\.)?[0-9]+")) {
      return Optional.empty();
    }
    return Optional.of(wild ? new Subdomains(name) : new Name(name));
  }

  private static String normalized(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  /** A host of this name. */
  record Name(String name) implements DestinationRule {
    private static final Pattern LABELS = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");

    @Override
    public boolean matches(String host, InetAddress address) {
      return normalized(host).equals(name);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Any host whose name ends with a dot and this. */
  record Subdomains(String name) implements DestinationRule {
    @Override
    public boolean matches(String host, InetAddress address) {
      return normalized(host).endsWith("." + name);
    }

    @Override
    public String toString() {
      return "*." + name;
    }
  }

  /** Any address whose first bits are those of this one. */
  record Network(InetAddress base, int bits) implements DestinationRule {
    private static final Pattern LITERAL =
        Pattern.compile("[0-9]+(\\.[0-9]+){3}|[0-9a-fA-F:.]*:.*");

    static Optional<Network> read(String text) {
      String[] parts = text.split("/", -1);
      String address = unbracketed(parts[0]);
      if (parts.length > 2 || address.contains("%") || !LITERAL.matcher(address).matches()) {
        return Optional.empty();
      }
      try {
        InetAddress base = InetAddress.ofLiteral(address);
        int all = 8 * base.getAddress().length;
        int bits = parts.length == 1 ? all : Integer.parseInt(parts[1]);
        return bits < 0 || bits > all ? Optional.empty() : Optional.of(new Network(base, bits));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }

    @Override
    public boolean matches(String host, InetAddress address) {
      return contains(address.getAddress());
    }

    boolean contains(byte[] address) {
      byte[] expected = base.getAddress();
      if (address.length != expected.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit += 8) {
        int mask = 0xFF << Math.max(0, 8 - (bits - bit));
        if (((address[bit / 8] ^ expected[bit / 8]) & mask & 0xFF) != 0) {
          return false;
        }
      }
      return true;
    }

    @Override
    public String toString() {
      return base.getHostAddress() + "/" + bits;
    }

    private static String unbracketed(String text) {
      return text.startsWith("[") && text.endsWith("]")
          ? text.substring(1, text.length() - 1)
          : text;
    }
  }
}

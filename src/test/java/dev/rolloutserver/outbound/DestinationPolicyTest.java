package dev.rolloutserver.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.files.FileWatch;
import dev.rolloutserver.outbound.OutboundException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationPolicyTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.0.0",
        "169.254.169.254",
        "169.254.255.255",
        "fe80::",
        "febf:ffff::1",
        "fd00:ec2::254",
        "fd20:ce::254",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "::ffff:169.254.169.254",
        "::169.254.169.254",
        "::ffff:0:169.254.169.254",
        "64:ff9b::169.254.169.254",
        "2002:a9fe:a9fe::1",
      })
  void address_ofALinkOrMetadata_isRefused_evenWhereItIsListed(String address) {
    DestinationPolicy listed = policy("metadata", "0.0.0.0/0", "::/0", "169.254.0.0/16");

    for (DestinationPolicy policy : List.of(DestinationPolicy.OPEN, listed)) {
      assertThatThrownBy(() -> policy.allowed("metadata", addresses(address)))
          .isInstanceOf(DestinationException.class)
          .hasMessageEndingWith("is a link-local or metadata address, which is always refused");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.253.255.255",
        "169.255.0.0",
        "fec0::1",
        "fe7f::1",
        "fd00:ec1::254",
        "fd00:ec3::254",
        "100.100.100.199",
        "100.100.100.201",
        "127.0.0.1",
        "::1",
        "10.0.0.1",
        "192.168.1.1",
        "8.8.8.8",
        "2001:db8::1",
        "64:ff9b::8.8.8.8",
        "2002:808:808::1",
      })
  void address_besideThose_isAllowedWhereNothingIsListed(String address) {
    assertThat(DestinationPolicy.OPEN.allowed("h", addresses(address))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "trainer, trainer, 10.0.0.1, true",
    "Trainer, tRAINER, 10.0.0.1, true",
    "trainer, trainer., 10.0.0.1, true",
    "trainer., trainer, 10.0.0.1, true",
    "a_b, a_b, 10.0.0.1, true",
    "trainer, trainer2, 10.0.0.1, false",
    "trainer, my.trainer, 10.0.0.1, false",
    "*.example.org, gpu.example.org, 10.0.0.1, true",
    "*.example.org, a.b.example.org, 10.0.0.1, true",
    "*.example.org, example.org, 10.0.0.1, false",
    "*.example.org, badexample.org, 10.0.0.1, false",
    "*.example.org, example.org.evil, 10.0.0.1, false",
    "10.0.0.0/8, h, 10.0.0.0, true",
    "10.0.0.0/8, h, 10.255.255.255, true",
    "10.0.0.0/8, h, 11.0.0.0, false",
    "10.0.0.0/8, h, 9.255.255.255, false",
    "10.1.2.0/23, h, 10.1.3.255, true",
    "10.1.2.0/23, h, 10.1.4.0, false",
    "10.1.2.3, h, 10.1.2.3, true",
    "10.1.2.3, h, 10.1.2.4, false",
    "0.0.0.0/0, h, 8.8.8.8, true",
    "0.0.0.0/0, h, 2001:db8::1, false",
    "fd00::/9, h, fd7f::1, true",
    "fd00::/9, h, fd80::1, false",
    "[fd00::1], h, fd00::1, true",
    "10.0.0.0/8, 10.0.0.1, 10.0.0.1, true",
    "10.0.0.0/8, 10.0.0.1.evil, 8.8.8.8, false",
  })
  void list_hasTheHostOrItsAddress(String entry, String host, String address, boolean passes) {
    DestinationPolicy policy = policy("other", entry);

    if (passes) {
      assertThat(policy.allowed(host, addresses(address))).isEqualTo(addresses(address));
    } else {
      assertThatThrownBy(() -> policy.allowed(host, addresses(address)))
          .isInstanceOf(DestinationException.class)
          .hasMessage("neither " + host + " nor its address is one of outbound.allowed-hosts");
    }
  }

  @Test
  void addresses_ofWhichSomeMayBeCalled_areThose() {
    assertThat(
            policy("10.0.0.0/8")
                .allowed("h", addresses("169.254.169.254", "10.0.0.1", "8.8.8.8", "10.0.0.2")))
        .isEqualTo(addresses("10.0.0.1", "10.0.0.2"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "*.",
        "*.*.org",
        "a b",
        "http://a",
        "a:80",
        "a/8",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/8/8",
        "10.0/8",
        "10/8",
        "10.0.0.256",
        "1.2.3",
        "fe80::1%eth0",
        "::/129",
        "a..b",
        "0x7f000001.1",
        ".a"
      })
  void entry_thatIsNone_isNotRead(String entry) {
    assertThat(DestinationRule.read(entry)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "A.example, a.example",
    "*.B, *.b",
    "10.1.2.3, 10.1.2.3/32",
    "fd00::/8, fd00:0:0:0:0:0:0:0/8"
  })
  void entry_asText_readsAsItself(String entry, String text) {
    DestinationRule rule = DestinationRule.read(entry).orElseThrow();

    assertThat(rule).hasToString(text);
    assertThat(DestinationRule.read(rule.toString())).hasValue(rule);
  }

  @Test
  void exchange_withAHostThatIsNotListed_connectsToNobody() throws IOException {
    OutboundSettings settings =
        new OutboundSettings(
            Duration.ofSeconds(5),
            Duration.ZERO,
            1000,
            policy("trainer", "10.0.0.0/8"),
            TlsFiles.NONE);
    try (RawPeer peer = new RawPeer();
        OutboundHttp http = new OutboundHttp(settings)) {
      for (String host : List.of("127.0.0.1", "localhost")) {
        URI uri = URI.create("http://" + host + ":" + peer.uri().getPort() + "/");

        OutboundException failure =
            catchThrowableOfType(
                OutboundException.class,
                () -> http.get(uri, Deadline.after(Duration.ofSeconds(9))));

        assertThat(failure.kind()).isEqualTo(Kind.FORBIDDEN);
        assertThat(failure.sent()).isFalse();
        assertThat(failure)
            .hasMessage(
                uri
                    + " is not called: neither "
                    + host
                    + " nor its address is one of outbound.allowed-hosts");
      }
      assertThat(peer.connections()).isZero();
    }
  }

  @Test
  void exchange_withANameThatMeansAnotherAddressTheSecondTime_isRefusedTheSecondTime()
      throws IOException {
    Queue<String> meanings = new ArrayDeque<>(List.of("127.0.0.1", "169.254.169.254"));
    OutboundSettings settings =
        new OutboundSettings(
            Duration.ofSeconds(5), Duration.ZERO, 1000, policy("trainer.example"), TlsFiles.NONE);
    try (RawPeer peer = new RawPeer();
        OutboundHttp http =
            new OutboundHttp(
                settings,
                new FileWatch(Duration.ZERO),
                _ -> addresses(meanings.remove()).toArray(InetAddress[]::new))) {
      peer.answers("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
      URI uri = URI.create("http://trainer.example:" + peer.uri().getPort() + "/");

      assertThat(http.get(uri, Deadline.after(Duration.ofSeconds(9))).status()).isEqualTo(200);
      OutboundException failure =
          catchThrowableOfType(
              OutboundException.class, () -> http.get(uri, Deadline.after(Duration.ofSeconds(9))));

      assertThat(failure.kind()).isEqualTo(Kind.FORBIDDEN);
      assertThat(meanings).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"169.254.169.254", "2852039166", "169.254.43518", "[::ffff:a9fe:a9fe]"})
  void exchange_withTheMetadataAddress_howeverItIsWritten_isRefused(String host) {
    try (OutboundHttp http = new OutboundHttp(new OutboundSettings(Duration.ofSeconds(5), 1000))) {
      URI uri = URI.create("http://" + host + "/latest/meta-data");

      OutboundException failure =
          catchThrowableOfType(
              OutboundException.class, () -> http.get(uri, Deadline.after(Duration.ofSeconds(9))));

      assertThat(failure.kind()).isEqualTo(Kind.FORBIDDEN);
    }
  }

  private static DestinationPolicy policy(String... entries) {
    return new DestinationPolicy(
        Arrays.stream(entries).map(entry -> DestinationRule.read(entry).orElseThrow()).toList());
  }

  private static List<InetAddress> addresses(String... literals) {
    return Arrays.stream(literals).map(InetAddress::ofLiteral).toList();
  }
}

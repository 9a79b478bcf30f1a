package dev.rolloutserver.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.configuration.SettingSources;
import dev.rolloutserver.configuration.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The three ways to say who may connect where say the same. */
class FirewallTest {
  private static final Path NFTABLES = Path.of("deploy/firewall/rollout-server.nft");
  private static final Path UFW = Path.of("deploy/firewall/rollout-server.ufw");

  @Test
  void port_isThatOfTheServer() throws IOException {
    String port =
        String.valueOf(
            Settings.load(new SettingSources(Map.of(), Map.of(), Optional.empty()))
                .listener()
                .port());

    assertThat(found("define SERVER_PORT += (\\d+)", NFTABLES)).isEqualTo(port);
    assertThat(found("SERVER_PORT:-(\\d+)", UFW)).isEqualTo(port);
  }

  @Test
  void portsOfTrainers_areTheSameEverywhere() throws IOException {
    String ports = found("define TRAINER_PORTS = ([\\d-]+)", NFTABLES);
    Path policy = Path.of("deploy/kubernetes/base/networkpolicy.yaml");

    assertThat(found("TRAINER_PORTS:-([\\d:]+)", UFW)).isEqualTo(ports.replace('-', ':'));
    assertThat(found("port: (\\d+)\\s+endPort", policy) + "-" + found("endPort: (\\d+)", policy))
        .isEqualTo(ports);
  }

  private static String found(String pattern, Path file) throws IOException {
    Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(file));
    assertThat(matcher.find()).as(pattern).isTrue();
    return matcher.group(1);
  }
}

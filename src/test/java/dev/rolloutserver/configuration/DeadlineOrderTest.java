package dev.rolloutserver.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeadlineOrderTest {
  @Test
  void rolloutBelowTheDefaultsOfItsParts_lowersThem() {
    assertThat(load(Map.of("ROLLOUT_TIMEOUT_SECONDS", "20")).report())
        .contains(
            "rollout.timeout-seconds = 20 (environment variable ROLLOUT_TIMEOUT_SECONDS)",
            "trainer.call-timeout-seconds = 20 (default, lowered to rollout.timeout-seconds)",
            "rollout.tool-timeout-seconds = 20 (default, lowered to rollout.timeout-seconds)",
            "outbound.connect-timeout-seconds = 10 (default)",
            "server.idle-timeout-seconds = 1800 (default)");
  }

  @Test
  void rolloutAtTheDefaultOfACall_changesNothing() {
    assertThat(load(Map.of("ROLLOUT_TIMEOUT_SECONDS", "300")).report())
        .contains("trainer.call-timeout-seconds = 300 (default)");
  }

  @Test
  void rolloutBeyondTheDefaultOfIdle_raisesIt() {
    assertThat(load(Map.of("ROLLOUT_TIMEOUT_SECONDS", "1200")).report())
        .contains("server.idle-timeout-seconds = 1800 (default)");
    assertThat(load(Map.of("ROLLOUT_TIMEOUT_SECONDS", "1201")).report())
        .contains(
            "server.idle-timeout-seconds = 1801 (default, raised to rollout.queue-timeout-seconds"
                + " and rollout.timeout-seconds together)");
  }

  @Test
  void callBeyondTheDefaultOfARollout_raisesIt() {
    assertThat(load(Map.of("HTTP_CLIENT_TIMEOUT", "900")).report())
        .contains(
            "rollout.timeout-seconds = 900 (default, raised to trainer.call-timeout-seconds)",
            "server.idle-timeout-seconds = 1800 (default)");
  }

  @Test
  void defaultBetweenTwoChosenOnes_yieldsOnce() {
    Map<String, String> environment =
        Map.of(
            "ROLLOUT_OUTBOUND_CONNECT_TIMEOUT_SECONDS",
            "700",
            "HTTP_CLIENT_TIMEOUT",
            "800",
            "ROLLOUT_SERVER_IDLE_TIMEOUT_SECONDS",
            "1000");

    assertThat(load(environment).report())
        .contains(
            "rollout.timeout-seconds = 800 (default, raised to trainer.call-timeout-seconds)");
  }

  @Test
  void idleBelowTheDefaultOfARollout_lowersIt() {
    assertThat(load(Map.of("ROLLOUT_SERVER_IDLE_TIMEOUT_SECONDS", "60")).report())
        .contains(
            "rollout.timeout-seconds = 60 (default, lowered to server.idle-timeout-seconds)",
            "trainer.call-timeout-seconds = 60 (default, lowered to server.idle-timeout-seconds)");
  }

  @Test
  void bothChosen_equal_areTaken() {
    load(Map.of("HTTP_CLIENT_TIMEOUT", "60", "ROLLOUT_TIMEOUT_SECONDS", "60.000"));
  }

  @Test
  void bothChosen_inTheWrongOrder_areRefusedByNameAndValue() {
    refuses(
        Map.of("HTTP_CLIENT_TIMEOUT", "60.001", "ROLLOUT_TIMEOUT_SECONDS", "60"),
        "trainer.call-timeout-seconds is 60.001 in the environment variable HTTP_CLIENT_TIMEOUT,"
            + " but must not be longer than rollout.timeout-seconds, which is 60"
            + " in the environment variable ROLLOUT_TIMEOUT_SECONDS");
    refuses(
        Map.of("ROLLOUT_TIMEOUT_SECONDS", "61", "ROLLOUT_SERVER_IDLE_TIMEOUT_SECONDS", "60"),
        "rollout.timeout-seconds is 61 in the environment variable ROLLOUT_TIMEOUT_SECONDS,"
            + " but must not be longer than server.idle-timeout-seconds, which is 60"
            + " in the environment variable ROLLOUT_SERVER_IDLE_TIMEOUT_SECONDS");
    refuses(
        Map.of("ROLLOUT_TOOL_TIMEOUT_SECONDS", "61", "ROLLOUT_TIMEOUT_SECONDS", "60"),
        "rollout.tool-timeout-seconds is 61 in the environment variable"
            + " ROLLOUT_TOOL_TIMEOUT_SECONDS, but must not be longer than rollout.timeout-seconds,"
            + " which is 60 in the environment variable ROLLOUT_TIMEOUT_SECONDS");
  }

  @Test
  void bothChosen_withADefaultBetween_areRefusedToo() {
    refuses(
        Map.of("HTTP_CLIENT_TIMEOUT", "61", "ROLLOUT_SERVER_IDLE_TIMEOUT_SECONDS", "60"),
        "trainer.call-timeout-seconds is 61 in the environment variable HTTP_CLIENT_TIMEOUT,"
            + " but must not be longer than server.idle-timeout-seconds, which is 60"
            + " in the environment variable ROLLOUT_SERVER_IDLE_TIMEOUT_SECONDS");
  }

  private static void refuses(Map<String, String> environment, String message) {
    assertThatThrownBy(() -> load(environment))
        .isInstanceOf(SettingException.class)
        .hasMessage(message);
  }

  private static Settings load(Map<String, String> environment) {
    return Settings.load(new SettingSources(Map.of(), environment, Optional.empty()));
  }
}

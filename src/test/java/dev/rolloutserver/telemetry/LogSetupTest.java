package dev.rolloutserver.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogSetupTest {
  @AfterEach
  void reset() throws IOException {
    LogManager.getLogManager().readConfiguration();
  }

  @Test
  void apply_level_isThatOfTheRootLogger() {
    LogSetup.apply("ERROR");

    assertThat(Logger.getLogger("").getLevel()).isEqualTo(Level.SEVERE);
  }

  @Test
  void apply_mostDetailedLevel_leavesToolsOut() {
    LogSetup.apply("DEBUG");

    assertThat(Logger.getLogger("io.modelcontextprotocol.client").isLoggable(Level.SEVERE))
        .isFalse();
    assertThat(Logger.getLogger("reactor.core").isLoggable(Level.SEVERE)).isFalse();
  }

  @Test
  void apply_unknownLevel_namesItAndTheChoices() {
    assertThatThrownBy(() -> LogSetup.apply("LOUD"))
        .hasMessageStartingWith("log level LOUD is not one of [")
        .hasMessageContaining("WARNING");
  }
}

package dev.rolloutserver.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogSetupTest {
  private final Logger trainer = Logger.getLogger("dev.rolloutserver.trainer");
  private final Logger trainerClass = Logger.getLogger("dev.rolloutserver.trainer.HttpTrainer");
  private final Logger rollout = Logger.getLogger("dev.rolloutserver.rollout");

  @AfterEach
  void reset() throws IOException {
    trainer.setLevel(null);
    LogManager.getLogManager().readConfiguration();
  }

  @Test
  void apply_level_isThatOfTheRootLogger() {
    apply("ERROR", Map.of());

    assertThat(Logger.getLogger("").getLevel()).isEqualTo(Level.SEVERE);
  }

  @Test
  void apply_mostDetailedLevel_leavesToolsOut() {
    apply("DEBUG", Map.of());

    assertThat(Logger.getLogger("io.modelcontextprotocol.client").isLoggable(Level.SEVERE))
        .isFalse();
    assertThat(Logger.getLogger("reactor.core").isLoggable(Level.SEVERE)).isFalse();
    assertThat(Logger.getLogger("io.helidon.webserver").isLoggable(Level.INFO)).isFalse();
  }

  @Test
  void apply_unknownLevel_namesItAndTheChoices() {
    assertThatThrownBy(() -> apply("LOUD", Map.of()))
        .hasMessageStartingWith("log level LOUD is not one of [")
        .hasMessageContaining("WARNING");
  }

  @Test
  void apply_levelOfAPackage_isThatOfItsClassesOnly() {
    apply("WARNING", Map.of("trainer", "DEBUG"));

    assertThat(trainerClass.isLoggable(Level.FINE)).isTrue();
    assertThat(rollout.isLoggable(Level.INFO)).isFalse();
  }

  @Test
  void apply_format_isThatOfTheHandlers() {
    LogSetup.apply(new LogSettings(LogFormat.JSON, "INFO", Map.of()));
    assertThat(Logger.getLogger("").getHandlers())
        .allMatch(handler -> handler.getFormatter() instanceof JsonLines);

    LogSetup.apply(new LogSettings(LogFormat.TEXT, "INFO", Map.of()));
    assertThat(Logger.getLogger("").getHandlers())
        .allMatch(handler -> handler.getFormatter() instanceof TextLines);
  }

  @Test
  void change_whileItRuns_isFollowedAndTakenBack() {
    LogLevels levels = new LogLevels(new LogSettings(LogFormat.TEXT, "INFO", Map.of()));

    levels.change("trainer", "DEBUG");
    assertThat(trainerClass.isLoggable(Level.FINE)).isTrue();
    assertThat(levels.packages()).containsExactly(Map.entry("trainer", "DEBUG"));

    levels.change("trainer", null);
    assertThat(trainerClass.isLoggable(Level.FINE)).isFalse();

    levels.change(null, "ERROR");
    assertThat(trainerClass.isLoggable(Level.WARNING)).isFalse();
    assertThat(levels.level()).isEqualTo("ERROR");
    assertThat(levels.packages()).isEmpty();
  }

  private static void apply(String level, Map<String, String> levels) {
    LogSetup.apply(new LogSettings(LogFormat.TEXT, level, levels));
  }
}

package dev.rolloutserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command line says without serving. */
class MainTest {
  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void checkConfig_printsEachValueAndItsOrigin_andNothingElse() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("c.yaml"),
            "hub: {token: hf_abc}\nserver: {port: 9100}\nrollout: {timeout-seconds: 120}\n");

    assertThat(run("--check-config", "--config", file.toString())).isZero();
    assertThat(out.toString().lines())
        .contains(
            "server.port = 9100 (configuration file)",
            "hub.token = **** (configuration file)",
            "trainer.call-timeout-seconds = 120 (default, lowered to rollout.timeout-seconds)",
            "server.max-connections = 9500 (default)")
        .allMatch(line -> line.matches("[a-z]+(\\.[a-z-]+)+ = \\S.* \\(.+\\)"));
    assertThat(out.toString()).doesNotContain("hf_abc");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void checkConfig_wrongValue_isOneSentenceAndExitCode2() throws IOException {
    Path file = Files.writeString(folder.resolve("c.yaml"), "server: {port: 70000}");

    assertThat(run("--check-config", "--config", file.toString())).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().lines())
        .containsExactly(
            "server.port is '70000' in the configuration file,"
                + " but must be a whole number from 0 to 65535");
  }

  @Test
  void help_listsTheVariablesOfTheProtocol_andSaysWhereTheOthersAre() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString())
        .contains(
            "ROLLOUT_SERVER_PORT         server.port (9000)",
            "TOKENIZER_CACHE_SIZE",
            "HTTP_CLIENT_TIMEOUT         trainer.call-timeout-seconds (300)",
            "TOKENIZER_TRUST_REMOTE_CODE",
            "MAX_CONCURRENT_ROLLOUTS",
            "ROLLOUT_TIMEOUT_SECONDS",
            "PRELOAD_TOKENIZERS",
            "LOG_LEVEL",
            "HF_HOME",
            "HF_HUB_CACHE",
            "HF_ENDPOINT",
            "HF_TOKEN",
            "HF_HUB_OFFLINE",
            "docs/CONFIGURATION.md")
        .doesNotContain("****");
    assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80);
  }

  private int run(String... arguments) {
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}

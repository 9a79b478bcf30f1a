package dev.rolloutserver.command.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class DemoCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void demo_withBrackets_showsEveryConversation() {
    FakeServer server = new FakeServer(0);

    int code = run(server, false, "--port", "0");

    assertThat(code).as(out.toString()).isZero();
    assertThat(out.toString())
        .contains("(demo-calculation)", "(demo-parallel)", "(demo-drift)")
        .contains("<|turn|>user<|says|>Please calculate 15 plus 23")
        .contains("[I]['][ll][ calculate][ the][ sum][ first][.][<|call|>]")
        .contains("(<|says|>)(3)(8)(<|end|>)")
        .contains("(<|says|>)(Error)(:)( Divis)")
        .contains("[ result][ is][ ][7][6][.][<|end|>]")
        .contains("COMPLETED, finish_reason stop", "metrics: num_llm_calls ", "token_check: {")
        .contains("The trainer answered 8 calls and refused 0 masks.")
        .doesNotContain("\u001b");
    assertThat(server.events()).containsExactly("started", "closed");
  }

  @Test
  void demo_onATerminal_isColoured() {
    run(new FakeServer(0), true, "--port", "0");

    assertThat(out.toString())
        .contains("\u001b[32mI\u001b[0m\u001b[92m'\u001b[0m\u001b[32mll\u001b[0m")
        .contains("\u001b[93m<|turn|>\u001b[0m\u001b[33m")
        .contains("\u001b[90m<|turn|>\u001b[0m");
  }

  @Test
  void colours_needATerminalAndNobodyAgainstThem() {
    assertThat(DemoCommand.isColourful(true, Map.of())).isTrue();
    assertThat(DemoCommand.isColourful(true, Map.of("NO_COLOR", ""))).isTrue();
    assertThat(DemoCommand.isColourful(true, Map.of("NO_COLOR", "0"))).isFalse();
    assertThat(DemoCommand.isColourful(false, Map.of())).isFalse();
  }

  @Test
  void drift_isSplitInTheNextPrompt() {
    run(new FakeServer(0), false, "--port", "0");

    assertThat(out.toString().split("demo-drift\\)", 2)[1]).contains("[I]['][l][l][ calculate]");
  }

  @Test
  void stay_waitsForTheStop() {
    FakeServer server = new FakeServer(0);

    run(server, false, "--port", "0", "--stay");

    assertThat(server.events()).containsExactly("started", "stayed", "closed");
    assertThat(out.toString()).contains("Still serving until Ctrl-C; try:");
  }

  @Test
  void curlLine_hasAWorkingBody() {
    run(new FakeServer(0), false, "--port", "0");

    String line = out.toString().lines().filter(text -> text.startsWith("curl")).findFirst().get();
    Object body =
        Json.read(line.substring(line.indexOf("'{") + 1, line.length() - 1), JsonLimits.DEFAULT);
    assertThat(line).matches("curl -s http://127\\.0\\.0\\.1:\\d+/rollout -H '[^']*' -d '[^']*'");
    assertThat(body)
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("tokenizer_name", "rollout-server/demo");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1})
  void masks_thatAreWrong_failTheDemo(int maskError) {
    int code = run(new FakeServer(maskError), false, "--port", "0");

    assertThat(code).isEqualTo(1);
    assertThat(out.toString())
        .contains("FAILED: response_mask has ")
        .contains("The trainer answered 3 calls and refused 3 masks.");
  }

  @Test
  void port_taken_isReplacedByAFreeOne() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int code = run(new FakeServer(0), false, "--port", String.valueOf(taken.getLocalPort()));

      assertThat(code).isZero();
      assertThat(out.toString()).doesNotContain(":" + taken.getLocalPort() + ",");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "65536", "x"})
  void port_thatIsNone_isRefused(String port) {
    assertThat(run(new FakeServer(0), false, "--port=" + port)).isEqualTo(2);
    assertThat(err.toString()).contains("port");
  }

  private int run(DemoServer server, boolean coloured, String... arguments) {
    return new CommandLine(new DemoCommand(server, coloured))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }
}

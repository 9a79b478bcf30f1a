package dev.rolloutserver.command.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.command.WrongUsage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What the command says without measuring; {@code BenchIT} measures. */
class BenchCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--seconds=0|--seconds is 0, but must be a whole number from 1 to 3600",
        "--seconds=3601|--seconds is 3601, but must be a whole number from 1 to 3600",
        "--warm-up=-1|--warm-up is -1, but must be a whole number from 0 to 600",
        "--warm-up=601|--warm-up is 601, but must be a whole number from 0 to 600",
        "--llm-latency=-1|--llm-latency is -1, but must be a whole number from 0 to 60000",
        "--llm-latency=60001|--llm-latency is 60001, but must be a whole number from 0 to 60000",
        "--at-once=0|--at-once is 0, but must be a whole number from 1 to 20000",
        "--at-once=1,20001|--at-once is 20001, but must be a whole number from 1 to 20000",
        "--rollouts=0|--rollouts is 0, but must be a whole number from 1 to 1000000",
        "--rollouts=1000001|--rollouts is 1000001, but must be a whole number from 1 to 1000000",
        "--trainer-port=65536|--trainer-port is 65536, but must be a whole number from 0 to 65535",
        "--scenario=nope|--scenario is 'nope', but must be one of single, tools, agent, long, wide",
        "--server=localhost:9000|--server is 'localhost:9000', but must be an http or https URL",
        "--server=http://|--server is 'http://', but must be an http or https URL",
        "--pid=1|--pid is of use only with --server",
        "--server=http://h --java-option=-Xmx1g|--java-option is of no use with --server",
        "--server=http://h --pid=999999999|--pid is 999999999, but no process has it",
        "--rollouts=5 --seconds=5|--seconds and --rollouts exclude each other",
      })
  void option_thatIsWrong_isOneSentenceAndExitCode2(String arguments, String sentence) {
    assertThat(run(arguments.split(" "))).isEqualTo(2);
    assertThat(err.toString()).startsWith(sentence);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void list_namesEachScenarioInALine() {
    assertThat(run("--list")).isZero();
    assertThat(out.toString().lines())
        .hasSize(5)
        .first()
        .isEqualTo("single   one turn and no tool");
  }

  private int run(String... arguments) {
    CommandLine line =
        new CommandLine(
            new BenchCommand(
                "none",
                () -> {
                  throw new IllegalStateException("no server is measured");
                },
                Clock.systemUTC()));
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    line.setParameterExceptionHandler(new WrongUsage());
    return line.execute(arguments);
  }
}

package dev.rolloutserver;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.rolloutserver.ServerProcess.Result;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The measurement with the packaged jar: three processes, or two and a server that runs. */
class BenchIT {
  private static final long PATIENCE_SECONDS = 20;

  private static final List<String> MEASURED =
      List.of(
          "seconds",
          "rollouts_per_second",
          "llm_calls_per_second",
          "overhead_per_turn_ms_p50",
          "overhead_per_turn_ms_p90",
          "overhead_per_turn_ms_p99",
          "server_cpu_ms_per_call",
          "server_cpu_ms_per_rollout",
          "trainer_cpu_ms_per_call",
          "generator_cpu_ms_per_call",
          "server_resident_bytes");

  @Test
  void bench_printsATableOfRolloutsThatAreRight() throws Exception {
    Result result = bench("--scenario=tools,wide", "--at-once=2", "--seconds=1", "--warm-up=1");

    assertThat(result.exitCode()).as(result.output() + result.log()).isZero();
    assertThat(result.log()).isEmpty();
    assertThat(result.output().lines().filter(line -> line.startsWith("| ")))
        .hasSize(4)
        .filteredOn(line -> line.endsWith(" 0 |"))
        .as("heap and resident memory are known, nothing failed")
        .hasSize(2)
        .allMatch(line -> line.matches(".* [1-9]\\d* \\| +[1-9]\\d* \\| +0 \\| +0 \\|"));
    assertThat(result.output())
        .startsWith("rollout-server ")
        .contains("tokenizer rollout-server/demo, LLM latency 0 ms", "| tools    |       2 | ")
        .endsWith("Every rollout completed and every mask was right.");
  }

  @Test
  void bench_ofAServerThatRuns_asJson_hasEveryMember(@TempDir Path folder) throws Exception {
    try (ServerFixture server = ServerFixture.start(folder, Map.of())) {
      String url = "http://127.0.0.1:" + server.port();

      Result result =
          bench(
              "--server=" + url + "/",
              "--pid=" + ProcessHandle.current().pid(),
              "--json",
              "--scenario=single",
              "--at-once=2",
              "--rollouts=8",
              "--warm-up=0");

      assertThat(result.exitCode()).as(result.output() + result.log()).isZero();
      Map<?, ?> document = object(Json.read(result.output(), JsonLimits.DEFAULT));
      assertThat(document)
          .extracting("server", "tokenizer", "llm_latency_ms", "warm_up_seconds")
          .containsExactly(url, "rollout-server/demo", 0L, 0.0);
      Map<?, ?> cell = object(((List<?>) Objects.requireNonNull(document.get("cells"))).getFirst());
      assertThat(cell)
          .extracting(
              "scenario", "rollouts", "llm_calls", "failed", "violations", "server_heap_bytes")
          .containsExactly("single", 8L, 8L, 0L, 0L, null);
      assertThat(MEASURED.stream().map(cell::get))
          .allSatisfy(number -> assertThat(((Number) number).doubleValue()).isNotNegative());
    }
  }

  @Test
  void bench_whereAServerKeyAndTlsAreSet_startsAServerWithout() throws Exception {
    Result result =
        bench(
            Map.of(
                "ROLLOUT_SERVER_API_KEY", "sesame",
                "ROLLOUT_SERVER_TLS_CERTIFICATE_FILE", "absent.crt",
                "ROLLOUT_SERVER_TLS_KEY_FILE", "absent.key"),
            "--scenario=single",
            "--at-once=2",
            "--rollouts=4",
            "--warm-up=0");

    assertThat(result.exitCode()).as(result.output() + result.log()).isZero();
    assertThat(result.output()).endsWith("Every rollout completed and every mask was right.");
  }

  @Test
  void bench_ofAServerThatWantsAKey_showsIt(@TempDir Path folder) throws Exception {
    try (ServerFixture server = ServerFixture.start(folder, Map.of("server.api-keys", "sesame"))) {
      String url = "--server=http://127.0.0.1:" + server.port();

      Result result =
          bench(
              Map.of("ROLLOUT_SERVER_API_KEY", "sesame"),
              url,
              "--scenario=single",
              "--at-once=2",
              "--rollouts=4",
              "--warm-up=0");

      assertThat(result.exitCode()).as(result.output() + result.log()).isZero();
    }
  }

  @Test
  void bench_ofAServerThatFails_countsFailures_andExitsWith1() throws Exception {
    WireMockServer server = new WireMockServer(options().dynamicPort());
    server.start();
    try {
      server.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(500)));

      Result result =
          bench(
              "--server=" + server.baseUrl(),
              "--scenario=single",
              "--at-once=1",
              "--rollouts=3",
              "--warm-up=0");

      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.output())
          .contains("single, 1 at once: 3 times the server answered 500")
          .doesNotContain("Every rollout completed");
    } finally {
      server.stop();
    }
  }

  @Test
  void bench_thatIsTerminated_takesItsProcessesWithIt() throws Exception {
    try (ServerProcess bench = longBench()) {
      List<ProcessHandle> children = children(bench);

      bench.terminate();

      awaitEnd(children);
    }
  }

  @Test
  void bench_thatIsKilled_takesItsProcessesWithIt() throws Exception {
    ServerProcess bench = longBench();
    List<ProcessHandle> children;
    try (bench) {
      children = children(bench);
    }
    awaitEnd(children);
  }

  @Test
  void bench_whoseTrainerCannotStart_saysWhy_andExitsWith1() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      Result result =
          bench(
              "--server=http://127.0.0.1",
              "--scenario=single",
              "--trainer-host=0.0.0.0",
              "--trainer-port=" + taken.getLocalPort());

      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.log())
          .contains("cannot listen on port " + taken.getLocalPort() + " of 0.0.0.0")
          .doesNotContain("Exception");
    }
  }

  private static ServerProcess longBench() throws IOException {
    return ServerProcess.jar(
        Map.of(), "bench", "--scenario=single", "--at-once=2", "--seconds=600");
  }

  /** Server and trainer, once they serve: the table has begun. */
  private static List<ProcessHandle> children(ServerProcess bench) throws IOException {
    bench.outputLine("| scenario");
    List<ProcessHandle> children = ProcessHandle.of(bench.pid()).orElseThrow().children().toList();
    assertThat(children).hasSize(2);
    return children;
  }

  private static void awaitEnd(List<ProcessHandle> processes) throws Exception {
    CompletableFuture.allOf(
            processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private static Result bench(String... arguments) throws Exception {
    return bench(Map.of(), arguments);
  }

  private static Result bench(Map<String, String> environment, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of("bench"));
    command.addAll(Arrays.asList(arguments));
    try (ServerProcess bench = ServerProcess.jar(environment, command.toArray(String[]::new))) {
      return bench.end();
    }
  }

  private static Map<?, ?> object(@Nullable Object value) {
    return (Map<?, ?>) Objects.requireNonNull(value);
  }
}

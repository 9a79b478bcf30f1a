package dev.rolloutserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.ServerProcess.Result;
import dev.rolloutserver.http.RawConnection;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar in a process of its own. */
class ServerIT {
  private static final Map<String, String> ANY_PORT = Map.of("ROLLOUT_SERVER_PORT", "0");

  @Test
  void jar_serves_untilSigtermEndsItInOrder() throws Exception {
    try (ServerProcess server = ServerProcess.jar(ANY_PORT);
        RawConnection idle = new RawConnection(server.port())) {
      idle.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(idle.read().body()).startsWith("{\"status\":\"healthy\"");

      server.terminate();

      assertThat(idle.closedByPeer()).isTrue();
      Result result = server.end();
      assertThat(result.exitCode()).isZero();
      assertThat(result.output()).isEmpty();
      assertThat(result.log()).contains("Stopping").contains("Stopped");
    }
  }

  @Test
  void sigterm_whileARequestRuns_letsItEnd() throws Exception {
    try (ServerProcess server = ServerProcess.mainClass(SlowServer.class);
        RawConnection caller = new RawConnection(server.port())) {
      caller.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
      server.awaitOutput(SlowServer.RUNNING);

      server.terminate();

      assertThat(caller.read().body()).isEqualTo(SlowServer.ANSWER);
      assertThat(server.end().exitCode()).isZero();
    }
  }

  @Test
  void sigterm_twice_endsAtOnce() throws Exception {
    try (ServerProcess server = ServerProcess.mainClass(SlowServer.class);
        RawConnection caller = new RawConnection(server.port())) {
      caller.send("GET /stuck HTTP/1.1\r\nHost: x\r\n\r\n");
      server.awaitOutput(SlowServer.RUNNING);

      server.terminate();
      server.awaitOutput(SlowServer.STOPPING);
      server.terminate();

      assertThat(server.end().exitCode()).isEqualTo(143);
    }
  }

  @Test
  void metrics_countRequests_inPrometheusText() throws Exception {
    try (ServerProcess server = ServerProcess.jar(ANY_PORT)) {
      int port = server.port();
      for (String path : new String[] {"/metrics", "/observe/metrics"}) {
        try (RawConnection connection = new RawConnection(port)) {
          connection.send("GET /nope HTTP/1.1\r\nHost: x\r\n\r\n").read();
          connection.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");

          assertThat(connection.readUntil("http_requests_total{method=\"GET\""))
              .contains("200 OK", "text/plain", "# TYPE http_requests_total counter");
        }
      }
    }
  }

  @Test
  void start_portTaken_isOneSentenceAndExitCode1() throws Exception {
    try (ServerSocket taken = new ServerSocket(0);
        ServerProcess server =
            ServerProcess.jar(
                Map.of("ROLLOUT_SERVER_PORT", Integer.toString(taken.getLocalPort())))) {
      Result result = server.end();

      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.log())
          .isEqualTo(
              "Cannot listen on 0.0.0.0:" + taken.getLocalPort() + ": Address already in use");
    }
  }

  @Test
  void start_wrongValue_isOneSentenceAndExitCode2() throws Exception {
    try (ServerProcess server = ServerProcess.jar(Map.of("ROLLOUT_SERVER_PORT", "70000"))) {
      Result result = server.end();

      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.log())
          .isEqualTo(
              "server.port is '70000' in the environment variable ROLLOUT_SERVER_PORT,"
                  + " but must be a whole number from 0 to 65535");
    }
  }

  @Test
  void serving_loadsNothingOfTheCommandLine(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("c.yaml"), "server: {port: 0, host: 127.0.0.1}");
    Path loaded = folder.resolve("classes");
    try (ServerProcess server =
        ServerProcess.jar(
            Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + loaded),
            "--config",
            file.toString())) {
      assertThat(server.port()).isPositive();
    }
    assertThat(Files.readAllLines(loaded))
        .anyMatch(line -> line.contains("dev.rolloutserver.Server "))
        .noneMatch(line -> line.contains(" picocli."));
  }

  @Test
  void start_configFile_isRead(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("c.yaml"), "server: {port: 0, host: 127.0.0.1}");
    try (ServerProcess server = ServerProcess.jar(Map.of(), "--config", file.toString())) {
      assertThat(server.port()).isPositive();
    }
  }

  @Test
  void checkConfig_printsValuesAndOrigins_andDoesNotServe() throws Exception {
    try (ServerProcess check =
        ServerProcess.jar(Map.of("HF_TOKEN", "hf_abc", "LOG_LEVEL", "off"), "--check-config")) {
      Result result = check.end();

      assertThat(result.exitCode()).isZero();
      assertThat(result.output())
          .contains(
              "server.port = 9000 (default)",
              "hub.token = **** (environment variable HF_TOKEN)",
              "log.level = OFF (environment variable LOG_LEVEL)")
          .doesNotContain("hf_abc");
      assertThat(result.log()).isEmpty();
    }
  }

  @Test
  void version_namesVersionAndCommit() throws Exception {
    try (ServerProcess jar = ServerProcess.jar(Map.of(), "--version")) {
      assertThat(jar.end().output())
          .matches("(?s)rollout-server \\S+ \\(commit ([0-9a-f]{12}|unknown)\\)\nJava 25.*");
    }
  }

  @Test
  void help_namesOptionsAndCommands() throws Exception {
    try (ServerProcess jar = ServerProcess.jar(Map.of(), "--help")) {
      assertThat(jar.end().output()).contains("--config=FILE", "--version", "health", "Exit codes");
    }
  }

  @Test
  void render_printsThePromptAlone(@TempDir Path folder) throws Exception {
    Path template =
        Files.writeString(folder.resolve("t.jinja"), "{{ messages[0].content|upper }}é");
    Path conversation =
        Files.writeString(folder.resolve("c.json"), "{\"messages\": [{\"content\": \"ß\"}]}");
    try (ServerProcess render =
        ServerProcess.jar(
            Map.of("LC_ALL", "C"),
            "render",
            "--template",
            template.toString(),
            "--conversation",
            conversation.toString())) {
      assertThat(render.end()).isEqualTo(new Result(0, "SSé", ""));
    }
  }

  @Test
  void render_missingFile_isOneSentenceAndExitCode2() throws Exception {
    try (ServerProcess render =
        ServerProcess.jar(Map.of(), "render", "--template", "absent", "--conversation", "absent")) {
      Result result = render.end();

      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.log()).contains("absent").doesNotContain("\n", "Exception");
    }
  }

  @Test
  void health_withoutUrl_asksAtThePortOfTheSettings() throws Exception {
    try (ServerProcess server = ServerProcess.jar(ANY_PORT);
        ServerProcess health =
            ServerProcess.jar(
                Map.of("ROLLOUT_SERVER_PORT", Integer.toString(server.port())), "health")) {
      assertThat(health.end().exitCode()).isZero();
    }
  }

  @Test
  void health_ofARunningServer_isExitCode0() throws Exception {
    try (ServerProcess server = ServerProcess.jar(ANY_PORT);
        ServerProcess health =
            ServerProcess.jar(
                Map.of(), "health", "--url", "http://127.0.0.1:" + server.port() + "/health")) {
      Result result = health.end();

      assertThat(result.exitCode()).isZero();
      assertThat(result.output()).startsWith("{\"status\":\"healthy\"");
    }
  }

  @Test
  void health_ofNoServer_isExitCode1AndOneSentence() throws IOException, InterruptedException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    String url = "http://127.0.0.1:" + free + "/health";
    try (ServerProcess health = ServerProcess.jar(Map.of(), "health", "--url", url)) {
      Result result = health.end();

      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.log()).isEqualTo(url + " cannot be reached: Connection refused");
    }
  }
}

package dev.rolloutserver.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rolloutserver.admission.AdmissionSettings;
import dev.rolloutserver.http.KeySettings;
import dev.rolloutserver.http.ListenerSettings;
import dev.rolloutserver.http.TlsSettings;
import dev.rolloutserver.hub.HubSettings;
import dev.rolloutserver.hub.TokenizerName;
import dev.rolloutserver.json.JsonLimits;
import dev.rolloutserver.outbound.BearerKey;
import dev.rolloutserver.outbound.DestinationPolicy;
import dev.rolloutserver.outbound.DestinationRule;
import dev.rolloutserver.outbound.OutboundSettings;
import dev.rolloutserver.outbound.TlsFiles;
import dev.rolloutserver.prompt.FormatSettings;
import dev.rolloutserver.prompt.PromptSettings;
import dev.rolloutserver.protocol.RequestLimits;
import dev.rolloutserver.record.FileSettings;
import dev.rolloutserver.registry.RegistrySettings;
import dev.rolloutserver.rollout.RolloutSettings;
import dev.rolloutserver.rollout.RolloutSettings.OnTokenDrift;
import dev.rolloutserver.telemetry.LogFormat;
import dev.rolloutserver.telemetry.LogSettings;
import dev.rolloutserver.telemetry.TraceSettings;
import dev.rolloutserver.trainer.BreakerSettings;
import dev.rolloutserver.trainer.RetrySettings;
import dev.rolloutserver.trainer.TrainerSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  @TempDir private Path folder;

  @Test
  void load_nothingSaid_isTheDefaults() {
    Settings settings =
        Settings.load(
            new SettingSources(
                Map.of(), Map.of("HOME", "/home/operator"), Optional.empty(), 7, 1_000_000_001));

    assertThat(settings.listener())
        .isEqualTo(
            new ListenerSettings(
                "0.0.0.0",
                9000,
                67_108_864,
                16_384,
                9500,
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                Duration.ofMinutes(2),
                Duration.ofSeconds(75),
                Duration.ofMinutes(30),
                Duration.ofSeconds(30),
                Optional.empty()));
    assertThat(settings.serverKeys()).isEqualTo(new KeySettings(List.of(), Optional.empty()));
    assertThat(settings.requests()).isEqualTo(RequestLimits.DEFAULT);
    assertThat(settings.heartbeat()).isZero();
    assertThat(settings.admission())
        .isEqualTo(new AdmissionSettings(1000, 4096, Duration.ofMinutes(10), 500_000_000));
    assertThat(settings.registry())
        .isEqualTo(new RegistrySettings(Duration.ZERO, Duration.ofSeconds(30), 33_554_432));
    assertThat(settings.rollouts())
        .isEqualTo(
            new RolloutSettings(
                Duration.ofMinutes(10), Duration.ofSeconds(30), 0, OnTokenDrift.FLAG));
    assertThat(settings.trainers())
        .isEqualTo(
            new TrainerSettings(
                Duration.ofMinutes(5),
                new RetrySettings(
                    5,
                    Optional.empty(),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(60),
                    false),
                new BreakerSettings(0, Duration.ofSeconds(30))));
    assertThat(settings.outbound())
        .isEqualTo(new OutboundSettings(Duration.ofSeconds(10), 67_108_864));
    assertThat(settings.hubOutbound())
        .isEqualTo(new OutboundSettings(Duration.ofSeconds(10), 268_435_456));
    assertThat(settings.hub())
        .isEqualTo(
            new HubSettings(
                Optional.empty(),
                Path.of("/home/operator/.cache/huggingface/hub"),
                URI.create("https://huggingface.co"),
                Optional.empty(),
                false,
                true,
                268_435_456,
                Duration.ofMinutes(10)));
    assertThat(settings.prompts())
        .isEqualTo(new PromptSettings(5, Duration.ofSeconds(30), 7, 33_554_432, List.of()));
    assertThat(settings.preload()).isEmpty();
    assertThat(settings.log()).isEqualTo(new LogSettings(LogFormat.AUTO, "INFO", Map.of()));
    assertThat(settings.logsAccess()).isFalse();
    assertThat(settings.measures()).isTrue();
    assertThat(settings.traces()).isEmpty();
  }

  @Test
  void load_everyKeyInAFile_reachesItsRecord() throws IOException {
    Path any = Files.createFile(folder.resolve("any"));
    Path file =
        file(
            """
            server:
              host: 127.0.0.1
              port: 1
              max-body-bytes: 2048
              max-conversation-bytes: 4096
              max-header-bytes: 1024
              max-messages: 13
              max-json-depth: 14
              max-json-digits: 21
              max-connections: 3
              header-timeout-seconds: 0.2
              body-timeout-seconds: 0.3
              answer-timeout-seconds: 0.4
              keep-alive-seconds: 0.6
              heartbeat-seconds: 15
              idle-timeout-seconds: 44.5
              shutdown-grace-seconds: 0
              api-keys: [key-1, key-2]
              api-key-file: %2$s
              tls:
                certificate-file: %2$s
                key-file: %2$s
                client-ca-file: %2$s
            rollout:
              max-concurrent: 4
              max-waiting: 5
              queue-timeout-seconds: 6
              timeout-seconds: 7
              orphan-grace-seconds: 8
              answer-ttl-seconds: 9.5
              answer-cache-bytes: 10
              tool-timeout-seconds: 0.5
              max-tool-output-characters: 77
              loop-guard: 3
              on-token-drift: fail
            trainer:
              call-timeout-seconds: 6.5
              first-byte-timeout-seconds: 1.5
              max-attempts: 3
              connect-retry-seconds: 4
              retry-delay-seconds: 0.25
              max-retry-delay-seconds: 2
              max-retry-after-seconds: 9
              idempotent: true
              breaker-failures: 8
              breaker-pause-seconds: 1.25
              max-answer-bytes: 4096
            outbound:
              connect-timeout-seconds: 2
              allowed-hosts: ["*.example.org", 10.0.0.0/8]
              tls:
                trust-file: /trust.pem
                certificate-file: /own.pem
                key-file: /own.key
            tokenizer:
              cache-size: 9
              failure-ttl-seconds: 10
              encoding-threads: 11
              piece-cache-bytes: 12
              preload: [a/b, c/d@main]
              trust-remote-code: no
            prompt:
              formats: [{name: a/b, tools: false}]
            hub:
              local-folder: %1$s
              home: /h
              cache-folder: /c
              endpoint: HTTP://hub.example:8080/x//
              proxy: http://proxy.example:3128
              token: hf_abc
              token-file: /t
              offline: on
              max-download-bytes: 2097152
              download-timeout-seconds: 12
            log:
              format: json
              level: off
              levels: trainer=INFO
              access: yes
            metrics:
              enabled: no
            traces:
              endpoint: http://collector
              sampling-ratio: 0.5
              service-name: mine
            page:
              enabled: yes
              ring-bytes: 15
              ring-bytes-per-second: 1500
            record:
              folder: %1$s
              tokens: yes
              max-file-bytes: 4097
              max-total-bytes: 4098
              max-age-seconds: 16
            """
                .formatted(folder, any));

    Settings settings = load(Map.of(), Map.of(), file);

    assertThat(settings.listener())
        .isEqualTo(
            new ListenerSettings(
                "127.0.0.1",
                1,
                2048,
                1024,
                3,
                Duration.ofMillis(200),
                Duration.ofMillis(300),
                Duration.ofMillis(400),
                Duration.ofMillis(600),
                Duration.ofMillis(44_500),
                Duration.ZERO,
                Optional.of(new TlsSettings(any, any, Optional.of(any)))));
    assertThat(settings.serverKeys())
        .isEqualTo(
            new KeySettings(
                List.of(new BearerKey("key-1"), new BearerKey("key-2")), Optional.of(any)));
    assertThat(settings.heartbeat()).isEqualTo(Duration.ofSeconds(15));
    assertThat(settings.requests())
        .isEqualTo(new RequestLimits(new JsonLimits(2048, 14, 21, 2048), 13));
    assertThat(settings.admission())
        .isEqualTo(new AdmissionSettings(4, 5, Duration.ofSeconds(6), 4096));
    assertThat(settings.registry())
        .isEqualTo(new RegistrySettings(Duration.ofSeconds(8), Duration.ofMillis(9500), 10));
    assertThat(settings.rollouts())
        .isEqualTo(
            new RolloutSettings(
                Duration.ofSeconds(7), Duration.ofMillis(500), 3, OnTokenDrift.FAIL));
    assertThat(settings.trainers())
        .isEqualTo(
            new TrainerSettings(
                Duration.ofMillis(6500),
                new RetrySettings(
                    3,
                    Optional.of(Duration.ofSeconds(4)),
                    Duration.ofMillis(250),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(9),
                    true),
                new BreakerSettings(8, Duration.ofMillis(1250))));
    assertThat(settings.outbound())
        .isEqualTo(
            new OutboundSettings(
                Duration.ofSeconds(2),
                Duration.ofMillis(1500),
                4096,
                new DestinationPolicy(
                    List.of(
                        DestinationRule.read("*.example.org").orElseThrow(),
                        DestinationRule.read("10.0.0.0/8").orElseThrow())),
                new TlsFiles(
                    Optional.of(Path.of("/trust.pem")),
                    Optional.of(Path.of("/own.pem")),
                    Optional.of(Path.of("/own.key")))));
    assertThat(settings.toolOutbound().destinations())
        .isEqualTo(settings.outbound().destinations());
    assertThat(settings.maxToolOutputCharacters()).isEqualTo(77);
    assertThat(settings.hubOutbound())
        .isEqualTo(
            new OutboundSettings(Duration.ofSeconds(2), 2_097_152)
                .through(Optional.of(URI.create("http://proxy.example:3128"))));
    assertThat(settings.hub())
        .isEqualTo(
            new HubSettings(
                Optional.of(folder),
                Path.of("/c"),
                URI.create("http://hub.example:8080/x"),
                Optional.of(new BearerKey("hf_abc")),
                true,
                false,
                2_097_152,
                Duration.ofSeconds(12)));
    assertThat(settings.prompts())
        .isEqualTo(
            new PromptSettings(
                9,
                Duration.ofSeconds(10),
                11,
                12,
                List.of(
                    new FormatSettings(
                        "a/b", Optional.empty(), Map.of(), false, false, Optional.empty()))));
    assertThat(settings.preload())
        .containsExactly(new TokenizerName("a/b", null), new TokenizerName("c/d", "main"));
    assertThat(settings.log())
        .isEqualTo(new LogSettings(LogFormat.JSON, "OFF", Map.of("trainer", "INFO")));
    assertThat(settings.logsAccess()).isTrue();
    assertThat(settings.measures()).isFalse();
    assertThat(settings.traces())
        .contains(new TraceSettings(URI.create("http://collector"), 0.5, "mine"));
    assertThat(settings.page()).isTrue();
    assertThat(settings.ringBytes()).isEqualTo(15);
    assertThat(settings.records())
        .contains(new FileSettings(folder, 4097, 4098, Duration.ofSeconds(16)));
    assertThat(settings.recordsTokens()).isTrue();
    assertThat(settings.report())
        .hasSize(SettingTable.ALL.size())
        .allSatisfy(line -> assertThat(line).endsWith(" (configuration file)"));
  }

  @Test
  void load_allRecordsSmallerThanOneFile_isRefused() {
    Map<String, String> properties =
        Map.of("record.max-file-bytes", "5000", "record.max-total-bytes", "4999");

    assertThatThrownBy(
            () -> Settings.load(new SettingSources(properties, Map.of(), Optional.empty())))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("record.max-total-bytes is 4999")
        .hasMessageContaining("record.max-file-bytes, which is 5000");
  }

  @Test
  void load_namesOfTheProtocol_areRead() {
    Map<String, String> environment = new HashMap<>();
    environment.put("ROLLOUT_SERVER_PORT", "9001");
    environment.put("TOKENIZER_CACHE_SIZE", "6");
    environment.put("HTTP_CLIENT_TIMEOUT", "301.5");
    environment.put("TOKENIZER_TRUST_REMOTE_CODE", "False");
    environment.put("MAX_CONCURRENT_ROLLOUTS", "101");
    environment.put("ROLLOUT_TIMEOUT_SECONDS", "601.0");
    environment.put("PRELOAD_TOKENIZERS", " Qwen/Qwen3-8B@main , x/y,, x/y ");
    environment.put("LOG_LEVEL", "debug");
    environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318/");
    environment.put("OTEL_SERVICE_NAME", "rollouts");
    environment.put("OTEL_TRACES_SAMPLER_ARG", "0.25");
    environment.put("HF_HOME", "/hf");
    environment.put("HF_HUB_CACHE", "/cache");
    environment.put("HF_ENDPOINT", "http://mirror");
    environment.put("HF_TOKEN", "hf_abc");
    environment.put("HF_HUB_OFFLINE", "1");

    Settings settings = load(Map.of(), environment);

    assertThat(settings.listener().port()).isEqualTo(9001);
    assertThat(settings.prompts().cacheSize()).isEqualTo(6);
    assertThat(settings.trainers().callTimeout()).isEqualTo(Duration.ofMillis(301_500));
    assertThat(settings.rollouts().rolloutTimeout()).isEqualTo(Duration.ofSeconds(601));
    assertThat(settings.admission().maxConcurrent()).isEqualTo(101);
    assertThat(settings.preload())
        .map(TokenizerName::toString)
        .containsExactly("Qwen/Qwen3-8B@main", "x/y");
    assertThat(settings.log().level()).isEqualTo("DEBUG");
    assertThat(settings.traces())
        .contains(new TraceSettings(URI.create("http://collector:4318"), 0.25, "rollouts"));
    assertThat(settings.hub().trustRemoteCode()).isFalse();
    assertThat(settings.hub().cacheFolder()).isEqualTo(Path.of("/cache"));
    assertThat(settings.hub().endpoint()).isEqualTo(URI.create("http://mirror"));
    assertThat(settings.hub().token()).contains(new BearerKey("hf_abc"));
    assertThat(settings.hub().offline()).isTrue();
    assertThat(settings.report())
        .contains(
            "trainer.call-timeout-seconds = 301.5 (environment variable HTTP_CLIENT_TIMEOUT)",
            "hub.token = **** (environment variable HF_TOKEN)",
            "hub.token-file = /hf/token (default, in hub.home)",
            "hub.local-folder = none (default)",
            "rollout.max-waiting = 4096 (default)")
        .noneMatch(line -> line.contains("hf_abc"));
  }

  static Stream<Setting<?>> settings() {
    return SettingTable.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void load_everyKey_isReadByItsOwnName(Setting<?> setting) throws IOException {
    String name = setting.environmentNames().getLast();
    String value = other(setting);

    assertThat(name)
        .isEqualTo(
            ("ROLLOUT_" + setting.key().replaceAll("[.-]", "_").toUpperCase(Locale.ROOT))
                .replace("ROLLOUT_ROLLOUT_", "ROLLOUT_"));
    assertThat(load(Map.of(), with(companions(setting), name, value)).report())
        .anyMatch(line ->
            line.startsWith(setting.key() + " = ")
                && line.contains("(environment variable " + name));
    assertThat(load(Map.of(setting.key(), value), companions(setting)).report())
        .anyMatch(line -> line.startsWith(setting.key()) && line.contains("(system property"));
  }

  /** What has to be set beside it. */
  private Map<String, String> companions(Setting<?> setting) throws IOException {
    String branch = setting.key().replaceAll("\\.[^.]*$", "");
    return branch.equals("server.tls")
            || (branch.equals("outbound.tls") && !setting.key().endsWith("trust-file"))
        ? Map.of(
            "ROLLOUT_%s_TLS_CERTIFICATE_FILE"
                .formatted(branch.replace(".tls", "").toUpperCase(Locale.ROOT)),
            anyFile(),
            "ROLLOUT_%s_TLS_KEY_FILE"
                .formatted(branch.replace(".tls", "").toUpperCase(Locale.ROOT)),
            anyFile())
        : Map.of();
  }

  private static Map<String, String> with(Map<String, String> others, String name, String value) {
    Map<String, String> all = new HashMap<>(others);
    all.put(name, value);
    return all;
  }

  private String anyFile() throws IOException {
    return Files.writeString(folder.resolve("any"), "").toString();
  }

  /** Some value that is valid and not blank. */
  private <T> String other(Setting<T> setting) throws IOException {
    String text = setting.type().write(setting.defaultValue());
    if (!text.isEmpty()) {
      return text;
    }
    if (setting.key().endsWith("-file") && setting.key().startsWith("server.")) {
      return anyFile();
    }
    return switch (setting.key()) {
      case "hub.token-file" -> "/absent";
      case "hub.proxy" -> "http://proxy.example:3128";
      case "log.levels" -> "trainer=DEBUG";
      case "traces.endpoint" -> "http://collector";
      case "outbound.allowed-hosts" -> "10.0.0.0/8";
      case "trainer.connect-retry-seconds" -> "1";
      default -> "/";
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"outbound.tls.certificate-file", "outbound.tls.key-file"})
  void load_certificateOrKeyAlone_isRefused(String key) {
    assertThatThrownBy(() -> load(Map.of(key, "/x"), Map.of()))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "outbound.tls.certificate-file and outbound.tls.key-file must be set both, or neither"
                + " of them");
  }

  @Test
  void load_severalSources_propertyBeatsEnvironmentBeatsFile() throws IOException {
    Path file = file("server: {port: 1, max-connections: 1, max-body-bytes: 1024}");

    ListenerSettings listener =
        load(
                Map.of("server.port", "3"),
                Map.of("ROLLOUT_SERVER_PORT", "2", "ROLLOUT_SERVER_MAX_CONNECTIONS", "2"),
                file)
            .listener();

    assertThat(listener.port()).isEqualTo(3);
    assertThat(listener.maxConnections()).isEqualTo(2);
    assertThat(listener.maxBodyBytes()).isEqualTo(1024);
  }

  @Test
  void load_tlsWithoutItsOtherHalf_isRefused() throws IOException {
    for (String key : List.of("certificate-file", "client-ca-file")) {
      assertThatThrownBy(() -> load(Map.of("server.tls." + key, anyFile()), Map.of()))
          .isInstanceOf(SettingException.class)
          .hasMessageStartingWith("TLS needs both server.tls.certificate-file and");
    }
  }

  @Test
  void load_serverKeys_areNeverShown() {
    Settings settings = load(Map.of(), Map.of("ROLLOUT_SERVER_API_KEY", "sk-one, sk-two ,sk-one"));

    assertThat(settings.serverKeys().keys())
        .containsExactly(new BearerKey("sk-one"), new BearerKey("sk-two"));
    assertThat(settings.report())
        .contains("server.api-keys = **** (environment variable ROLLOUT_SERVER_API_KEY)");
    assertThat(settings.serverKeys().toString()).doesNotContain("sk-");
    for (String wrong : List.of(",", "sk-one sk-two", "sk-é")) {
      assertThatThrownBy(() -> load(Map.of(), Map.of("ROLLOUT_SERVER_API_KEY", wrong)))
          .isInstanceOf(SettingException.class)
          .hasMessage(
              "server.api-keys in the environment variable ROLLOUT_SERVER_API_KEY must be keys of"
                  + " visible ASCII characters without white space, separated by commas");
    }
  }

  @Test
  void load_blankVariable_countsAsAbsent() {
    assertThat(load(Map.of(), Map.of("ROLLOUT_SERVER_PORT", "  ")).listener().port())
        .isEqualTo(9000);
  }

  @ParameterizedTest
  @CsvSource({
    "server.port, -1, false",
    "server.port, 0, true",
    "server.port, 65535, true",
    "server.port, 65536, false",
    "server.port, 9e3, false",
    "server.port, tcp://10.0.0.1:9000, false",
    "server.max-body-bytes, 1023, false",
    "server.max-body-bytes, 1024, true",
    "server.max-body-bytes, 1073741824, true",
    "server.max-body-bytes, 1073741825, false",
    "server.max-header-bytes, 1023, false",
    "server.max-header-bytes, 1024, true",
    "server.max-header-bytes, 1048576, true",
    "server.max-header-bytes, 1048577, false",
    "server.max-messages, 0, false",
    "server.max-messages, 1, true",
    "server.max-messages, 1000000, true",
    "server.max-messages, 1000001, false",
    "server.max-json-depth, 7, false",
    "server.max-json-depth, 8, true",
    "server.max-json-depth, 1000, true",
    "server.max-json-depth, 1001, false",
    "server.max-json-digits, 19, false",
    "server.max-json-digits, 20, true",
    "server.max-json-digits, 100000, true",
    "server.max-json-digits, 100001, false",
    "server.header-timeout-seconds, 0.099, false",
    "server.header-timeout-seconds, 0.1, true",
    "server.header-timeout-seconds, 3600, true",
    "server.header-timeout-seconds, 3600.001, false",
    "server.body-timeout-seconds, 0.099, false",
    "server.body-timeout-seconds, 0.1, true",
    "server.body-timeout-seconds, 3600, true",
    "server.body-timeout-seconds, 3600.001, false",
    "server.heartbeat-seconds, -0.001, false",
    "server.heartbeat-seconds, 0, true",
    "server.heartbeat-seconds, 3600, true",
    "server.heartbeat-seconds, 3600.001, false",
    "server.api-keys, 'a, b', true",
    "server.api-key-file, /, false",
    "server.api-key-file, /absent/file, false",
    "server.tls.certificate-file, /absent/file, false",
    "server.tls.key-file, /absent/file, false",
    "server.tls.client-ca-file, /absent/file, false",
    "server.max-connections, 0, false",
    "server.max-connections, 1, true",
    "server.max-connections, 1000001, false",
    "server.keep-alive-seconds, 0.09, false",
    "server.keep-alive-seconds, 0.1, true",
    "server.idle-timeout-seconds, 0.999, false",
    "server.idle-timeout-seconds, 1, true",
    "server.idle-timeout-seconds, 172800.0, true",
    "server.idle-timeout-seconds, 172800.1, false",
    "server.idle-timeout-seconds, 1e999999999, false",
    "server.idle-timeout-seconds, PT5M, false",
    "server.shutdown-grace-seconds, -0.1, false",
    "server.shutdown-grace-seconds, 0, true",
    "server.shutdown-grace-seconds, 86400, true",
    "server.shutdown-grace-seconds, 86400.001, false",
    "server.max-conversation-bytes, -1, false",
    "server.max-conversation-bytes, 0, true",
    "server.max-conversation-bytes, 1099511627776, true",
    "server.max-conversation-bytes, 1099511627777, false",
    "rollout.orphan-grace-seconds, -0.001, false",
    "rollout.orphan-grace-seconds, 0, true",
    "rollout.orphan-grace-seconds, 3600, true",
    "rollout.orphan-grace-seconds, 3600.001, false",
    "rollout.answer-ttl-seconds, -0.001, false",
    "rollout.answer-ttl-seconds, 0, true",
    "rollout.answer-ttl-seconds, 3600, true",
    "rollout.answer-ttl-seconds, 3600.001, false",
    "rollout.answer-cache-bytes, -1, false",
    "rollout.answer-cache-bytes, 0, true",
    "rollout.answer-cache-bytes, 1073741824, true",
    "rollout.answer-cache-bytes, 1073741825, false",
    "rollout.max-concurrent, 0, false",
    "rollout.max-concurrent, 1, true",
    "rollout.max-concurrent, 100000, true",
    "rollout.max-concurrent, 100001, false",
    "rollout.max-waiting, -1, false",
    "rollout.max-waiting, 0, true",
    "rollout.max-waiting, 1000000, true",
    "rollout.max-waiting, 1000001, false",
    "rollout.queue-timeout-seconds, -0.001, false",
    "rollout.queue-timeout-seconds, 0, true",
    "rollout.queue-timeout-seconds, 86400, true",
    "rollout.queue-timeout-seconds, 86400.001, false",
    "rollout.timeout-seconds, 0.099, false",
    "rollout.timeout-seconds, 0.1, true",
    "rollout.timeout-seconds, 86400, true",
    "rollout.timeout-seconds, 86400.001, false",
    "rollout.tool-timeout-seconds, 0.099, false",
    "rollout.tool-timeout-seconds, 0.1, true",
    "rollout.tool-timeout-seconds, 86400, true",
    "rollout.tool-timeout-seconds, 86400.001, false",
    "rollout.on-token-drift, FAIL, true",
    "rollout.on-token-drift, ignore, false",
    "trainer.call-timeout-seconds, 0.099, false",
    "trainer.call-timeout-seconds, 0.1, true",
    "trainer.call-timeout-seconds, 86400, true",
    "trainer.call-timeout-seconds, 86400.001, false",
    "trainer.call-timeout-seconds, 5m, false",
    "trainer.max-answer-bytes, 1023, false",
    "trainer.max-answer-bytes, 1024, true",
    "trainer.max-answer-bytes, 1073741824, true",
    "trainer.max-answer-bytes, 1073741825, false",
    "outbound.connect-timeout-seconds, 0.099, false",
    "outbound.connect-timeout-seconds, 0.1, true",
    "outbound.connect-timeout-seconds, 86400, true",
    "outbound.connect-timeout-seconds, 86400.001, false",
    "tokenizer.cache-size, 0, false",
    "tokenizer.cache-size, 1, true",
    "tokenizer.cache-size, 1000, true",
    "tokenizer.cache-size, 1001, false",
    "tokenizer.failure-ttl-seconds, -0.001, false",
    "tokenizer.failure-ttl-seconds, 0, true",
    "tokenizer.failure-ttl-seconds, 86400, true",
    "tokenizer.failure-ttl-seconds, 86400.001, false",
    "tokenizer.encoding-threads, -1, false",
    "tokenizer.encoding-threads, 0, true",
    "tokenizer.encoding-threads, 1024, true",
    "tokenizer.encoding-threads, 1025, false",
    "tokenizer.piece-cache-bytes, -1, false",
    "tokenizer.piece-cache-bytes, 0, true",
    "tokenizer.piece-cache-bytes, 1073741824, true",
    "tokenizer.piece-cache-bytes, 1073741825, false",
    "tokenizer.preload, a b, false",
    "tokenizer.preload, a@, false",
    "tokenizer.preload, @main, false",
    "tokenizer.preload, a@b, true",
    "tokenizer.trust-remote-code, TRUE, true",
    "tokenizer.trust-remote-code, 1, true",
    "tokenizer.trust-remote-code, 0, true",
    "tokenizer.trust-remote-code, Yes, true",
    "tokenizer.trust-remote-code, no, true",
    "tokenizer.trust-remote-code, on, true",
    "tokenizer.trust-remote-code, off, true",
    "tokenizer.trust-remote-code, 2, false",
    "tokenizer.trust-remote-code, y, false",
    "hub.offline, maybe, false",
    "hub.local-folder, /dev/null, false",
    "hub.local-folder, /absent/folder, false",
    "hub.local-folder, /, true",
    "hub.cache-folder, /dev/null, false",
    "hub.cache-folder, /absent/folder, true",
    "hub.endpoint, http://h, true",
    "hub.endpoint, https://[::1]:65535/a, true",
    "hub.endpoint, https://h:65536, false",
    "hub.endpoint, ftp://h, false",
    "hub.endpoint, h, false",
    "hub.endpoint, http://, false",
    "hub.endpoint, http:///path, false",
    "hub.endpoint, http://a b, false",
    "hub.max-download-bytes, 1048575, false",
    "hub.max-download-bytes, 1048576, true",
    "hub.max-download-bytes, 1073741824, true",
    "hub.max-download-bytes, 1073741825, false",
    "hub.download-timeout-seconds, 0.999, false",
    "hub.download-timeout-seconds, 1, true",
    "hub.download-timeout-seconds, 86400, true",
    "hub.download-timeout-seconds, 86400.001, false",
    "log.level, warning, true",
    "log.level, warn, true",
    "log.level, CRITICAL, true",
    "log.level, LOUD, false",
    "log.format, JSON, true",
    "log.format, xml, false",
    "log.levels, trainer=debug, true",
    "log.levels, trainer, false",
    "log.levels, trainer=LOUD, false",
    "log.levels, Trainer=INFO, false",
    "log.access, maybe, false",
    "metrics.enabled, off, true",
    "metrics.enabled, 2, false",
    "traces.endpoint, http://localhost:4318, true",
    "traces.endpoint, localhost:4318, false",
    "traces.sampling-ratio, 0, true",
    "traces.sampling-ratio, 1, true",
    "traces.sampling-ratio, 1e-2, true",
    "traces.sampling-ratio, 1.01, false",
    "traces.sampling-ratio, -0.1, false",
    "traces.sampling-ratio, NaN, false",
  })
  void load_valueAtItsBound_isTakenOrRefusedByName(String key, String text, boolean valid) {
    if (valid) {
      load(Map.of(key, text), Map.of());
    } else {
      assertThatThrownBy(() -> load(Map.of(key, text), Map.of()))
          .isInstanceOf(SettingException.class)
          .hasMessageStartingWith(key + " is '" + text + "' in the system property, but must be ");
    }
  }

  @Test
  void load_serviceLinkOfKubernetes_isExplained() {
    assertThatThrownBy(() -> load(Map.of(), Map.of("ROLLOUT_SERVER_PORT", "tcp://10.0.0.1:9000")))
        .hasMessageContaining("enableServiceLinks: false");
  }

  @ParameterizedTest
  @CsvSource({
    "https://user:pass@word@hub.example/a, ****@hub.example/a",
    "user:password@hub.example, ****@hub.example",
    "https://hub.example/?token=password, https://hub.example/****",
    "https://hub.example/#password, https://hub.example/****",
    "https://u:pass/word@hub example, ****@hub example",
  })
  void load_endpointWithASecret_doesNotShowIt(String text, String shown) {
    assertThatThrownBy(() -> load(Map.of(), Map.of("HF_ENDPOINT", text)))
        .isInstanceOf(SettingException.class)
        .hasNoCause()
        .hasMessageStartingWith(
            "hub.endpoint is '"
                + shown
                + "' in the environment variable HF_ENDPOINT, but must be an http or https URL");
  }

  @Test
  void load_wrongToken_isNotShown() {
    assertThatThrownBy(() -> load(Map.of(), Map.of("HF_TOKEN", "hf_abc\nX-Evil: 1")))
        .isInstanceOf(SettingException.class)
        .hasNoCause()
        .hasMessage(
            "hub.token in the environment variable HF_TOKEN must be visible ASCII characters"
                + " without white space");
  }

  @Test
  void load_longValueOfSeveralLines_isShownShortOnOneLine() {
    assertThatThrownBy(() -> load(Map.of("server.port", "1\n" + "2".repeat(100)), Map.of()))
        .hasMessage(
            "server.port is '1\uFFFD%s…' in the system property,"
                + " but must be a whole number from 0 to 65535",
            "2".repeat(78));
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("settings.yaml"), text);
  }

  private static Settings load(Map<String, String> properties, Map<String, String> environment) {
    return Settings.load(new SettingSources(properties, environment, Optional.empty()));
  }

  private static Settings load(
      Map<String, String> properties, Map<String, String> environment, Path file) {
    return Settings.load(new SettingSources(properties, environment, Optional.of(file)));
  }
}

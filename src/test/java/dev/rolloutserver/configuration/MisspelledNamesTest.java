package dev.rolloutserver.configuration;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MisspelledNamesTest {
  @ParameterizedTest
  @CsvSource({
    "ROLLOUT_SERVER_PROT, ROLLOUT_SERVER_PORT",
    "ROLLOUT_SEVER_PORT, ROLLOUT_SERVER_PORT",
    "ROLLOUT_TIMEOUT_SECOND, ROLLOUT_TIMEOUT_SECONDS",
    "ROLLOUT_TIMEOUT, ROLLOUT_TIMEOUT_SECONDS",
    "ROLLOUT_HUB_TOKN, ROLLOUT_HUB_TOKEN",
    "MAX_CONCURRENT_ROLLOUT, MAX_CONCURRENT_ROLLOUTS",
    "TOKENIZER_CACHESIZE, TOKENIZER_CACHE_SIZE",
    "PRELOAD_TOKENIZER, PRELOAD_TOKENIZERS",
    "ROLLOUT_API_KEY, ROLLOUT_SERVER_API_KEY",
    "ROLLOUT_API_KEYS, ROLLOUT_SERVER_API_KEY",
    "ROLLOUT_SERVER_KEY, ROLLOUT_SERVER_API_KEY",
    "ROLLOUT_SERVER_TOKEN, ROLLOUT_SERVER_API_KEY",
    "ROLLOUT_KEY, ROLLOUT_SERVER_API_KEY",
    "ROLLOUT_API_KEY_FILE, ROLLOUT_SERVER_API_KEY_FILE",
    "ROLLOUT_SERVER_KEYS_FILE, ROLLOUT_SERVER_API_KEY_FILE",
  })
  void variable_nearMiss_namesTheOneMeant(String name, String meant) {
    assertThatThrownBy(() -> load(Map.of(), Map.of(name, "5")))
        .isInstanceOf(SettingException.class)
        .hasMessage("The environment variable %s is not a setting, did you mean %s?", name, meant);
  }

  @ParameterizedTest
  @CsvSource({
    "ROLLOUT_SERVER_SERVICE_HOST, 10.0.0.1",
    "ROLLOUT_SERVER_SERVICE_PORT, 9000",
    "ROLLOUT_SERVER_SERVICE_PORT_HTTP, 9000",
    "ROLLOUT_SERVER_PORT_9000_TCP, tcp://10.0.0.1:9000",
    "ROLLOUT_SERVER_PORT_9000_TCP_PROTO, tcp",
    "ROLLOUT_SERVER_PORT_9000_TCP_PORT, 9000",
    "ROLLOUT_SERVER_PORT_9000_TCP_ADDR, 10.0.0.1",
    "ROLLOUT_SERVER2_PORT, tcp://10.0.0.1:9000",
    "ROLLOUT_SERVICE_HOST, 10.0.0.1",
    "ROLLOUT_ID, 7",
    "ROLLOUT_SOMETHING_ELSE, 7",
    "TOKENIZERS_PARALLELISM, false",
    "LOG_LEVELS, x",
    "ROLLOUT_SERVER_PROT, ' '",
  })
  void variable_ofSomeoneElse_isIgnored(String name, String value) {
    assertThatCode(() -> load(Map.of(), Map.of(name, value))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "server.prot, server.port",
    "rollout.timeout, rollout.timeout-seconds",
    "hub.ofline, hub.offline",
  })
  void property_nearMiss_namesTheOneMeant(String name, String meant) {
    assertThatThrownBy(() -> load(Map.of(name, "5"), Map.of()))
        .isInstanceOf(SettingException.class)
        .hasMessage("The system property %s is not a setting, did you mean %s?", name, meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"server.something", "serverport", "java.version", "sever.port"})
  void property_ofSomeoneElse_isIgnored(String name) {
    assertThatCode(() -> load(Map.of(name, "5"), Map.of())).doesNotThrowAnyException();
  }

  private static Settings load(Map<String, String> properties, Map<String, String> environment) {
    return Settings.load(new SettingSources(properties, environment, Optional.empty()));
  }
}

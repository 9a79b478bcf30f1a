package dev.rolloutserver.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainerOriginTest {
  @ParameterizedTest
  @CsvSource({
    "http://trainer, http://trainer",
    "http://trainer:80, http://trainer",
    "http://trainer:443, http://trainer:443",
    "https://trainer:443, https://trainer",
    "https://trainer:80, https://trainer:80",
    "http://trainer:, http://trainer",
    "http://Trainer:8080/a/B, http://trainer:8080",
    "http://trainer/a, http://trainer",
    "http://trainer:80/a:80, http://trainer",
    "http://[::1]:9000/x, http://[::1]:9000",
    "http://[::80], http://[::80]",
    "http://[fe80::80]:80, http://[fe80::80]"
  })
  void of_anyUrl_isSchemeHostAndPort(String url, String origin) {
    assertThat(TrainerOrigin.of(url)).isEqualTo(origin);
  }
}

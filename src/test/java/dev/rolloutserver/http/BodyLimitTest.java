package dev.rolloutserver.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rolloutserver.admission.AdmissionSettings;
import dev.rolloutserver.admission.HeldMemory;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyLimitTest {
  private final HeldMemory held =
      RouteFixture.rollouts(
              new AdmissionSettings(1, 0, Duration.ZERO, 1 << 26),
              (spec, memory, cancellation, _) -> {
                throw new IllegalStateException("no rollouts here");
              })
          .holdMemory();

  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, 16_383, 16_384, 16_385, 1_048_575, 1_048_576, 1_048_577, 2_097_153, 5_000_000})
  void whole_ofEachLength_isTheBodyAndNoMore(int length) throws IOException {
    byte[] sent = new byte[length + 1];
    new Random(length).nextBytes(sent);
    byte[] body = Arrays.copyOf(sent, length);

    assertThat(BodyLimit.whole(new ByteArrayInputStream(sent), length, held)).isEqualTo(body);
    assertThat(BodyLimit.whole(new ByteArrayInputStream(body), length, held)).isEqualTo(body);
    assertThatThrownBy(() -> BodyLimit.whole(new ByteArrayInputStream(body), length + 1, held))
        .isInstanceOf(EOFException.class)
        .hasMessage(length + " of " + (length + 1) + " bytes");
  }
}

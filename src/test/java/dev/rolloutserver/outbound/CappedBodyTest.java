package dev.rolloutserver.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rolloutserver.outbound.OutboundException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CappedBodyTest {
  private static final URI WHERE = URI.create("http://peer/");

  @ParameterizedTest
  @CsvSource({
    "0, 0, 100, 0",
    "0, 5, 100, 0",
    "5, 0, 100, 5",
    "5, 5, 100, 5",
    "5, 5, 5, 5",
    "5, 5, 4, 4",
    "5, 3, 100, 5",
    "5, 4, 5, 5",
    "5, 9, 100, 5",
    "5, 9, 2, 2",
    "5, -1, 100, 5",
    "100000, 50000, 99999, 99999",
    "1048577, 1048577, 2000000, 1048577"
  })
  void readNBytes_whateverLengthIsExpected_readsWhatThereIs(
      int actual, long expected, int asked, int read) throws IOException {
    byte[] bytes = new byte[actual];
    new Random(1).nextBytes(bytes);
    InputStream body = body(bytes, Integer.MAX_VALUE, expected);

    assertThat(body.readNBytes(asked)).isEqualTo(Arrays.copyOf(bytes, read));
    assertThat(body.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, read, actual));
  }

  @Test
  void read_beyondTheLimit_isTooLarge() throws IOException {
    byte[] bytes = new byte[10];

    assertThat(body(bytes, 10, 10).readAllBytes()).hasSize(10);
    for (long expected : new long[] {0, 9, 10, 1_000_000_000_000L}) {
      assertThatThrownBy(() -> body(bytes, 9, expected).readAllBytes())
          .isInstanceOfSatisfying(
              OutboundException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TOO_LARGE));
    }
  }

  private static InputStream body(byte[] bytes, long limit, long expected) {
    return new CappedBody(new ByteArrayInputStream(bytes), WHERE, limit, expected);
  }
}

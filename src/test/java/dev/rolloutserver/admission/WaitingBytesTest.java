package dev.rolloutserver.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rolloutserver.admission.Refused.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WaitingBytesTest {
  private final WaitingBytes bytes = new WaitingBytes(100, () -> Duration.ofSeconds(3));
  private final HeldBody first = bytes.hold();
  private final HeldBody second = bytes.hold();

  @Test
  void grow_uptoTheLimit_isHeld() {
    first.grow(60);
    second.grow(39);
    second.grow(40);

    assertThat(bytes.held()).isEqualTo(100);
  }

  @Test
  void grow_overTheLimit_isRefusedWithKeyAndBound_andHoldsWhatItHad() {
    first.grow(60);
    second.grow(10);

    Refused refusal = catchThrowableOfType(Refused.class, () -> second.grow(41));

    assertThat(refusal.reason()).isEqualTo(Reason.WAITING_BYTES);
    assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(3));
    assertThat(refusal)
        .hasMessage(
            "A body of 41 bytes and those of the requests that wait hold more than 100 bytes"
                + " (server.max-waiting-bytes)");
    assertThat(bytes.held()).isEqualTo(70);
  }

  @Test
  void grow_oneAlone_isNeverRefused() {
    first.grow(101);
    first.grow(Long.MAX_VALUE);

    assertThat(bytes.held()).isEqualTo(Long.MAX_VALUE);
    assertThat(catchThrowableOfType(Refused.class, () -> second.grow(1))).isNotNull();
  }

  @Test
  void grow_toLess_changesNothing() {
    first.grow(50);
    first.grow(10);

    assertThat(bytes.held()).isEqualTo(50);
  }

  @Test
  void expect_takesNothing() {
    first.grow(50);

    second.expect(50);
    assertThat(bytes.held()).isEqualTo(50);
    assertThat(catchThrowableOfType(Refused.class, () -> second.expect(51))).isNotNull();
    assertThat(bytes.held()).isEqualTo(50);
  }

  @Test
  void close_once_givesBack_andAgainDoesNothing() {
    first.grow(60);
    second.grow(40);

    first.close();
    first.close();

    assertThat(bytes.held()).isEqualTo(40);
    bytes.hold().grow(60);
    assertThat(bytes.held()).isEqualTo(100);
  }
}

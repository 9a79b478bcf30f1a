package dev.rolloutserver.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rolloutserver.trainer.TrainerException.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** When a trainer is left alone, and when it is tried again. */
class BreakerTest {
  private static final String TRAINER = "http://trainer:9001";

  /** Stands still until a test turns it. */
  private Instant now = Instant.parse("2026-03-01T10:00:00Z");

  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
  private final Breaker breaker =
      new Breaker(new BreakerSettings(3, Duration.ofSeconds(30)), clock);

  @Test
  void trainer_belowTheFailures_isCalled_atThemNoMore() {
    call(Kind.NETWORK);
    call(Kind.UNREACHABLE);
    assertCalled();

    call(Kind.TIMEOUT);
    assertLeftAlone();
  }

  @Test
  void trainer_thatAnswersBetween_startsAnew() {
    call(Kind.NETWORK);
    call(Kind.NETWORK);
    breaker.begin(TRAINER);
    breaker.ended(TRAINER, null);
    call(Kind.NETWORK);
    call(Kind.NETWORK);

    assertCalled();
  }

  @Test
  void trainer_besideOneThatFails_isCalled() {
    fail();

    assertThatCode(() -> breaker.begin("http://other:9001")).doesNotThrowAnyException();
  }

  @Test
  void trainer_afterThePause_isTriedByOneCall_andByAllOnceThatWasAnswered() {
    fail();
    now = now.plus(Duration.ofSeconds(30).minusNanos(1));
    assertLeftAlone();
    now = now.plus(Duration.ofNanos(1));

    breaker.begin(TRAINER);
    assertLeftAlone();
    breaker.ended(TRAINER, null);

    assertCalled();
    assertCalled();
  }

  @Test
  void trainer_isToldAsLeftAlone_onlyUntilItsNextCallMayTry() {
    fail();
    assertThat(breaker.leftAlone()).containsExactly(TRAINER);
    assertThat(breaker.open()).isEqualTo(1);
    assertThat(breaker.halfOpen()).isZero();

    now = now.plus(Duration.ofSeconds(30));

    assertThat(breaker.leftAlone()).isEmpty();
    assertThat(breaker.open()).isZero();
    assertThat(breaker.halfOpen()).isEqualTo(1);
  }

  @Test
  void trainer_whoseTrialFails_isLeftAloneForAnotherPause() {
    fail();
    now = now.plus(Duration.ofSeconds(30));
    call(Kind.SERVER_ERROR);
    assertLeftAlone();

    now = now.plus(Duration.ofSeconds(30));
    assertCalled();
  }

  @Test
  void trial_thatWasCancelled_leavesTheTrialToTheNext() {
    fail();
    now = now.plus(Duration.ofSeconds(30));
    call(Kind.CANCELLED);

    assertCalled();
    assertLeftAlone();
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      mode = Mode.INCLUDE,
      names = {"RATE_LIMITED", "CLIENT_ERROR", "UNEXPECTED_STATUS", "CONTRACT", "FORBIDDEN"})
  void answers_thatRefuse_areNoFailures(Kind kind) {
    call(kind);
    call(kind);
    call(kind);

    assertCalled();
  }

  @Test
  void breaker_thatIsOff_leavesNobodyAlone() {
    Breaker off = new Breaker(new BreakerSettings(0, Duration.ofSeconds(30)), clock);
    for (int i = 0; i < 100; i++) {
      off.begin(TRAINER);
      off.ended(TRAINER, Kind.NETWORK);
    }

    assertThatCode(() -> off.begin(TRAINER)).doesNotThrowAnyException();
  }

  private void fail() {
    for (int i = 0; i < 3; i++) {
      call(Kind.NETWORK);
    }
  }

  private void call(Kind failure) {
    breaker.begin(TRAINER);
    breaker.ended(TRAINER, failure);
  }

  private void assertCalled() {
    assertThatCode(() -> breaker.begin(TRAINER)).doesNotThrowAnyException();
  }

  private void assertLeftAlone() {
    assertThatThrownBy(() -> breaker.begin(TRAINER))
        .isInstanceOf(TrainerException.class)
        .hasMessageStartingWith(
            "Network error communicating with trainer: http://trainer:9001 is left alone: its last")
        .hasMessageEndingWith("calls failed (trainer.breaker-failures)");
  }
}

package dev.rolloutserver.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.hub.HubException.Kind;
import java.nio.file.AccessDeniedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HubExceptionTest {
  @Test
  void detail_noCause_isTheMessage() {
    assertThat(new HubException(Kind.OFFLINE, "It is not here").detail())
        .isEqualTo("It is not here");
  }

  @Test
  void detail_signedUrl_isWithoutItsSignature() {
    Exception cause = new IllegalStateException("https://store/a?key=1&sign=x%2F broke: reset");

    assertThat(new HubException(Kind.NETWORK, "It broke", cause).detail())
        .isEqualTo("It broke (https://store/a broke: reset)");
  }

  @Test
  void detail_deniedAccess_saysSo() {
    assertThat(new HubException(Kind.CACHE, "No", new AccessDeniedException("/a/b")).detail())
        .isEqualTo("No (/a/b: permission denied)");
  }

  @Test
  void detail_causeWithoutMessage_isItsType() {
    assertThat(new HubException(Kind.CACHE, "No", new IllegalStateException()).detail())
        .isEqualTo("No (IllegalStateException)");
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"INVALID_NAME", "NOT_FOUND", "FORBIDDEN"})
  void permanent_whatWaitingCannotMend_isTrue(Kind kind) {
    assertThat(new HubException(kind, "No").permanent()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"INVALID_NAME", "NOT_FOUND", "FORBIDDEN"})
  void permanent_anythingElse_isFalse(Kind kind) {
    assertThat(new HubException(kind, "No").permanent()).isFalse();
  }
}

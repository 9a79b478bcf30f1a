package dev.rolloutserver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentAnswersTest {
  private static final Duration TTL = Duration.ofSeconds(10);
  private final AtomicLong clock = new AtomicLong();
  private final RecentAnswers answers = new RecentAnswers(TTL, 100, clock::get);
  private final BodyDigest body = digest("body");

  @Test
  void find_sameIdAndBody_isTheAnswer() {
    byte[] answer = "an answer".getBytes(StandardCharsets.UTF_8);
    answers.keep("a", body, answer);

    assertThat(answers.find("a", digest("body"))).isEqualTo(answer);
    assertThat(answers.find("b", body)).isNull();
    assertThat(answers.find("a", digest("another"))).isNull();
  }

  @Test
  void find_untilTheTtl_isThere_thenNoMore() {
    answers.keep("a", body, new byte[1]);
    clock.set(TTL.toNanos() - 1);
    assertThat(answers.find("a", body)).isNotNull();

    clock.set(TTL.toNanos());

    assertThat(answers.bytes()).isZero();
    assertThat(answers.find("a", body)).isNull();
  }

  @Test
  void keep_uptoTheBytes_keepsAll_beyondThemTheNewest() {
    answers.keep("a", body, new byte[50]);
    answers.keep("b", body, new byte[50]);
    assertThat(answers.find("a", body)).isNotNull();

    answers.keep("c", body, new byte[1]);

    assertThat(answers.find("a", body)).isNull();
    assertThat(answers.find("b", body)).isNotNull();
    assertThat(answers.find("c", body)).isNotNull();
  }

  @Test
  void keep_largerThanAll_isNotKept_andDrivesNoneOut() {
    answers.keep("a", body, new byte[100]);

    answers.keep("b", body, new byte[101]);

    assertThat(answers.find("a", body)).isNotNull();
    assertThat(answers.find("b", body)).isNull();
  }

  @Test
  void keep_sameIdAgain_replaces() {
    answers.keep("a", body, new byte[90]);
    answers.keep("a", digest("another"), new byte[91]);
    answers.keep("b", body, new byte[9]);

    assertThat(answers.find("a", body)).isNull();
    assertThat(answers.find("a", digest("another"))).hasSize(91);
    assertThat(answers.find("b", body)).hasSize(9);
    assertThat(answers.bytes()).isEqualTo(100);
  }

  @Test
  void keep_withoutTtlOrBytes_keepsNone() {
    RecentAnswers noTime = new RecentAnswers(Duration.ZERO, 100, clock::get);
    noTime.keep("a", body, new byte[1]);
    RecentAnswers noBytes = new RecentAnswers(TTL, 0, clock::get);
    noBytes.keep("a", body, new byte[1]);

    assertThat(noTime.find("a", body)).isNull();
    assertThat(noBytes.find("a", body)).isNull();
  }

  @Test
  void answers_ofAnySize_areWhatWasKept_orGone() {
    Random random = new Random(7);
    RecentAnswers many = new RecentAnswers(TTL, 300_000, clock::get);
    Map<String, byte[]> model = new HashMap<>();
    int found = 0;
    for (int i = 0; i < 20_000; i++) {
      String id = "r" + random.nextInt(40);
      byte[] answer = new byte[random.nextInt(20) == 0 ? 100_000 : random.nextInt(5000)];
      random.nextBytes(answer);
      many.keep(id, body, answer);
      model.put(id, answer);
      assertThat(many.find(id, body)).isEqualTo(answer);
      assertThat(many.bytes()).isBetween((long) answer.length, 300_000L);

      String other = "r" + random.nextInt(40);
      byte[] kept = many.find(other, body);
      if (kept != null) {
        assertThat(kept).isEqualTo(model.get(other));
        found++;
      }
    }
    assertThat(found).isGreaterThan(5000);
  }

  private static BodyDigest digest(String text) {
    return BodyDigest.of(text.getBytes(StandardCharsets.UTF_8));
  }
}

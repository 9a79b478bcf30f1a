package dev.rolloutserver.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rolloutserver.admission.Refused.Reason;
import dev.rolloutserver.json.HeapNeed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each byte of a body counts as four of memory; new requests may take 300 of 400. */
class ConversationMemoryTest {
  private final ConversationMemory memory =
      new ConversationMemory(400, () -> Duration.ofSeconds(3));
  private final HeldMemory first = memory.hold();
  private final HeldMemory second = memory.hold();

  @Test
  void grow_uptoThreeQuarters_isHeld() {
    first.grow(45);
    second.grow(29);
    second.grow(30);

    assertThat(memory.held()).isEqualTo(300);
    assertThat(first.held()).isEqualTo(180);
  }

  @Test
  void grow_overThreeQuarters_isRefusedWithKeyAndBound_andHoldsWhatItHad() {
    first.grow(45);
    second.grow(10);

    Refused refusal = catchThrowableOfType(Refused.class, () -> second.grow(31));

    assertThat(refusal.reason()).isEqualTo(Reason.CONVERSATION_BYTES);
    assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(3));
    assertThat(refusal)
        .hasMessage(
            "The request needs 124 bytes of memory, and all that wait and run hold 220 of the 300"
                + " that are for new ones, three quarters of what all may"
                + " (server.max-conversation-bytes)");
    assertThat(memory.held()).isEqualTo(220);
  }

  @Test
  void grow_beyondWhatOneMayHave_willNeverSucceed() {
    Refused refusal = catchThrowableOfType(Refused.class, () -> first.grow(76));

    assertThat(refusal.reason()).isEqualTo(Reason.TOO_LARGE);
    assertThat(refusal)
        .hasMessage(
            "The request needs 304 bytes of memory, and one may have 300, three quarters of what"
                + " all may (server.max-conversation-bytes)");
    assertThat(catchThrowableOfType(Refused.class, () -> first.grow(Long.MAX_VALUE)).reason())
        .isEqualTo(Reason.TOO_LARGE);
    assertThat(memory.held()).isZero();
  }

  @Test
  void grow_toLess_changesNothing() {
    first.grow(50);
    first.grow(10);

    assertThat(memory.held()).isEqualTo(200);
  }

  @Test
  void expect_takesNothing() {
    first.grow(50);

    second.expect(25);
    assertThat(memory.held()).isEqualTo(200);
    assertThat(catchThrowableOfType(Refused.class, () -> second.expect(26))).isNotNull();
    assertThat(memory.held()).isEqualTo(200);
  }

  @Test
  void read_takesWhatTheDocumentComesTo() {
    byte[] body = "[[]]".getBytes(StandardCharsets.UTF_8);
    first.grow(body.length);

    first.read(body);

    assertThat(memory.held()).isEqualTo(HeapNeed.of(body)).isGreaterThan(16);
  }

  @Test
  void add_ofOneThatRuns_takesTheLastQuarterToo_andNoMore() {
    first.grow(75);

    first.add(99);
    assertThatThrownBy(() -> first.add(2))
        .isInstanceOf(NoRoom.class)
        .hasMessage(
            "The conversation needs 2 bytes of memory more, and all together may have 400"
                + " (server.max-conversation-bytes)");

    assertThat(memory.held()).isEqualTo(399);
  }

  @Test
  void shrinkTo_givesBackWhatIsBeyond() {
    first.grow(50);
    first.add(100);

    first.shrinkTo(220);
    first.shrinkTo(250);

    assertThat(memory.held()).isEqualTo(220);
  }

  @Test
  void close_once_givesBack_andAgainDoesNothing() {
    first.grow(45);
    second.grow(30);

    first.close();
    first.close();

    assertThat(memory.held()).isEqualTo(120);
    memory.hold().grow(45);
    assertThat(memory.held()).isEqualTo(300);
  }

  @Test
  void manyAtOnce_neverTakeMoreThanThereIs_andLeaveNothing() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(Thread.ofVirtual().start(() -> IntStream.range(0, 2000).forEach(this::takeOne)));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(memory.held()).isZero();
  }

  private void takeOne(int round) {
    try (HeldMemory mine = memory.hold()) {
      mine.grow(1 + round % 75);
      mine.add(40);
      assertThat(memory.held()).isBetween(mine.held(), 400L);
    } catch (Refused | NoRoom e) {
      // others have it
    }
  }
}

package dev.rolloutserver.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.conversation.ToolCall;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoopGuardTest {
  private final ToolCall call = new ToolCall("1", "add", "{\"a\":1,\"b\":2}");

  @Test
  void calls_belowTheLimit_areFine_atTheLimitAreTold() {
    LoopGuard guard = new LoopGuard(3);

    guard.called(List.of(call));
    guard.called(List.of(call));
    assertThat(guard.report()).isEmpty();

    guard.called(List.of(call));
    assertThat(guard.report()).hasValue(Map.of("tool", "add", "repeats", 3));
  }

  @Test
  void calls_ofOneTurn_countTogether() {
    LoopGuard guard = new LoopGuard(3);

    guard.called(Collections.nCopies(3, call));

    assertThat(guard.report()).isPresent();
  }

  @Test
  void calls_thatSayTheSameInOtherWords_areTheSame() {
    LoopGuard guard = new LoopGuard(3);

    guard.called(List.of(call, new ToolCall("2", "add", " {\"b\": 2, \"a\": 1}")));
    guard.called(List.of(new ToolCall("3", "add", Map.of("a", 1L, "b", 2L))));

    assertThat(guard.report()).isPresent();
  }

  @Test
  void calls_withAnotherBetween_beginAnew() {
    LoopGuard guard = new LoopGuard(2);

    guard.called(List.of(call, new ToolCall("2", "add", "{}"), call));
    guard.called(List.of(new ToolCall("2", "multiply", "{\"a\":1,\"b\":2}"), call));

    assertThat(guard.report()).isEmpty();
  }

  @Test
  void arguments_thatAreNotJson_areComparedAsTexts() {
    LoopGuard guard = new LoopGuard(2);

    guard.called(List.of(new ToolCall("1", "add", "{"), new ToolCall("2", "add", "{ ")));
    assertThat(guard.report()).isEmpty();

    guard.called(List.of(new ToolCall("3", "add", "{ ")));
    assertThat(guard.report()).isPresent();
  }

  @Test
  void guard_thatIsOff_saysNothing() {
    LoopGuard guard = new LoopGuard(0);

    guard.called(Collections.nCopies(1000, call));

    assertThat(guard.report()).isEmpty();
  }
}

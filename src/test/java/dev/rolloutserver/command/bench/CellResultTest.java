package dev.rolloutserver.command.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rolloutserver.simulation.load.LoadScenario;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CellResultTest {
  private static final long SECOND = 1_000_000_000;
  private static final long MILLI = 1_000_000;

  private static final Cell CELL = new Cell(LoadScenario.named("tools").orElseThrow(), 2);
  private static final Snapshot FROM =
      new Snapshot(SECOND, 10, use(100, 1), use(10, 2), use(20, 3));
  private static final Snapshot TO =
      new Snapshot(3 * SECOND, 60, use(350, 5).withHeap(7L), use(15, 2), use(70, 3));

  @Test
  void overhead_isWallTimeWithoutTheTrainers_byCalls() {
    Played rollout = new Played("a", 5 * MILLI, 105 * MILLI, null);

    assertThat(new TrainerTime(4, 20 * MILLI).overheadPerTurn(rollout)).isEqualTo(20 * MILLI);
  }

  @Test
  void trainerTime_withoutCalls_isNone() {
    assertThatIllegalArgumentException().isThrownBy(() -> new TrainerTime(0, 1));
  }

  @Test
  void result_ratesCountTheWindow_andCpuIsByCall() {
    CellResult result =
        CellResult.of(
            CELL,
            FROM,
            TO,
            List.of(
                new Played("early", 0, SECOND - 1, null),
                new Played("first", 0, SECOND, null),
                new Played("last", 2 * SECOND, 3 * SECOND, null),
                new Played("late", 2 * SECOND, 3 * SECOND + 1, null)),
            Map.of(
                "first", new TrainerTime(3, SECOND - 3 * MILLI),
                "last", new TrainerTime(3, SECOND - 9 * MILLI),
                "late", new TrainerTime(3, 0)),
            0);

    assertThat(result.seconds()).isEqualTo(2);
    assertThat(result.rolloutsPerSecond()).isEqualTo(1);
    assertThat(result.callsPerSecond()).isEqualTo(25);
    assertThat(result.overhead()).isEqualTo(new Percentiles(2, 1.0, 3.0, 3.0));
    assertThat(result.server()).isEqualTo(5.0);
    assertThat(result.serverPerRollout()).isEqualTo(15.0);
    assertThat(result.trainer()).isEqualTo(0.1);
    assertThat(result.generator()).isEqualTo(1.0);
    assertThat(result.residentBytes()).isEqualTo(5);
    assertThat(result.heapBytes()).isEqualTo(7);
    assertThat(result.good()).isTrue();
  }

  @Test
  void result_failuresAreCountedByReason_outsideOfTheWindowToo() {
    CellResult result =
        CellResult.of(
            CELL,
            FROM,
            TO,
            List.of(
                new Played("a", 0, 1, "refused"),
                new Played("b", 0, 2 * SECOND, "refused"),
                new Played("c", 0, 4 * SECOND, "late")),
            Map.of(),
            0);

    assertThat(result.failures()).isEqualTo(Map.of("refused", 2L, "late", 1L));
    assertThat(result.failed()).isEqualTo(3);
    assertThat(result.rollouts()).isZero();
    assertThat(result.good()).isFalse();
  }

  @Test
  void result_withViolations_isNotGood() {
    assertThat(CellResult.of(CELL, FROM, TO, List.of(), Map.of(), 1).good()).isFalse();
  }

  @Test
  void result_ofAnUnknownProcess_hasNoCpuAndMemory() {
    Snapshot from = new Snapshot(0, 0, ProcessUse.UNKNOWN, use(0, 1), use(0, 1));
    Snapshot to = new Snapshot(SECOND, 0, ProcessUse.UNKNOWN, use(0, 1), use(0, 1));

    CellResult result = CellResult.of(CELL, from, to, List.of(), Map.of(), 0);

    assertThat(result.server()).isNull();
    assertThat(result.serverPerRollout()).isNull();
    assertThat(result.trainer()).as("no calls, so nothing by call").isNull();
    assertThat(result.residentBytes()).isNull();
    assertThat(ResultTable.row(result)).contains("|       - |");
  }

  @Test
  void table_rowsAreAsWideAsTheHead() {
    CellResult result = CellResult.of(CELL, FROM, TO, List.of(), Map.of(), 0);

    assertThat(ResultTable.head()).hasSize(2).allMatch(line -> line.length() == width());
    assertThat(ResultTable.row(result))
        .hasSize(width())
        .startsWith("| tools    |       2 |        0.0 |        25.0 |            - |")
        .contains("|              15.00 |   5.000 |     0.100 |   1.000 |")
        .endsWith("|       0 |          0 |");
  }

  private static int width() {
    return ResultTable.head().getFirst().length();
  }

  private static ProcessUse use(long cpuMillis, long residentBytes) {
    return new ProcessUse(Duration.ofMillis(cpuMillis), residentBytes, null);
  }
}

package dev.rolloutserver.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class FirstHeapTest {
  private static final String LEAST = "MinHeapFreeRatio";

  private final HotSpotDiagnosticMXBean machine =
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
  private final String before = freeRatio();

  @Test
  void keep_isNotShrunkUntilEnoughIsDone() {
    FirstHeap heap = FirstHeap.keep(2);
    assertThat(freeRatio()).isEqualTo("100");
    heap.worked();
    assertThat(freeRatio()).isEqualTo("100");
    heap.worked();
    assertThat(freeRatio()).isEqualTo(before);
  }

  @Test
  void release_endsItBeforeAnyWork() {
    FirstHeap heap = FirstHeap.keep(2);
    heap.release();
    assertThat(freeRatio()).isEqualTo(before);
  }

  @Test
  void keep_leavesToTheFirstWhatItKeeps() {
    FirstHeap heap = FirstHeap.keep(2);
    FirstHeap second = FirstHeap.keep(1);
    second.worked();
    assertThat(freeRatio()).isEqualTo("100");
    heap.release();
    assertThat(freeRatio()).isEqualTo(before);
  }

  @Test
  void release_thatTheMachineRefuses_harmsNoWork() {
    String least = machine.getVMOption(LEAST).getValue();
    FirstHeap heap = FirstHeap.keep(1);
    // more than may be free at most, once that is what it was
    machine.setVMOption(LEAST, "90");
    try {
      heap.worked();
      assertThat(freeRatio()).isEqualTo("100");
    } finally {
      machine.setVMOption(LEAST, least);
      machine.setVMOption(FirstHeap.FLAG, before);
    }
  }

  private String freeRatio() {
    return machine.getVMOption(FirstHeap.FLAG).getValue();
  }
}

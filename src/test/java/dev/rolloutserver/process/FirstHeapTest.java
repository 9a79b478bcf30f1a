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
  void keep_isNotShrunkUntilItIsReleased() {
    FirstHeap heap = FirstHeap.keep();
    assertThat(freeRatio()).isEqualTo("100");
    heap.release();
    assertThat(freeRatio()).isEqualTo(before);
  }

  @Test
  void keep_leavesToTheFirstWhatItKeeps() {
    FirstHeap heap = FirstHeap.keep();
    FirstHeap second = FirstHeap.keep();
    second.release();
    assertThat(freeRatio()).isEqualTo("100");
    heap.release();
    assertThat(freeRatio()).isEqualTo(before);
  }

  @Test
  void release_thatTheMachineRefuses_harmsNoWork() {
    String least = machine.getVMOption(LEAST).getValue();
    FirstHeap heap = FirstHeap.keep();
    // more than may be free at most, once that is what it was
    machine.setVMOption(LEAST, "90");
    try {
      heap.release();
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

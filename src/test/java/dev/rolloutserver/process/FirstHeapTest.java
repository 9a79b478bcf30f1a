package dev.rolloutserver.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class FirstHeapTest {
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

  private static String freeRatio() {
    return ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .getVMOption(FirstHeap.FLAG)
        .getValue();
  }
}

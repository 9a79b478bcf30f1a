package dev.rolloutserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CarriersTest {
  private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";
  private static final String READ_POLLERS = "jdk.readPollers";

  private final int processors = Runtime.getRuntime().availableProcessors();
  private final VirtualThreadSchedulerMXBean scheduler =
      ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
  private final int before = scheduler.getParallelism();
  private final Map<String, @Nullable String> properties = new HashMap<>();

  @BeforeEach
  void asIfNothingWereSet() {
    for (String name : new String[] {PARALLELISM, READ_POLLERS}) {
      properties.put(name, System.clearProperty(name));
    }
  }

  @AfterEach
  void restore() {
    properties.forEach((name, value) -> {
      if (value == null) {
        System.clearProperty(name);
      } else {
        System.setProperty(name, value);
      }
    });
    scheduler.setParallelism(before);
  }

  @Test
  void complete_makesThemMoreThanTwiceTheProcessors() {
    Carriers.set();
    assertThat(System.getProperty(PARALLELISM)).isEqualTo(Integer.toString(processors + 1));
    Carriers.complete();
    assertThat(scheduler.getParallelism()).isEqualTo(2 * processors + 1);
    // whoever sets it by management keeps it
    scheduler.setParallelism(1);
    Carriers.complete();
    assertThat(scheduler.getParallelism()).isEqualTo(1);
  }

  @Test
  void complete_leavesTheUsersNumber() {
    System.setProperty(PARALLELISM, "7");
    Carriers.set();
    Carriers.complete();
    assertThat(System.getProperty(PARALLELISM)).isEqualTo("7");
    assertThat(scheduler.getParallelism()).isEqualTo(before);
  }
}

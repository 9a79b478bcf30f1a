package dev.rolloutserver.telemetry;

import com.sun.management.OperatingSystemMXBean;
import dev.rolloutserver.process.OpenFiles;
import dev.rolloutserver.process.ResidentMemory;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadMXBean;
import java.util.function.Supplier;

/** What process and JVM take: memory, descriptors, CPU, garbage collections. */
final class ProcessMeters {
  private ProcessMeters() {}

  static void register(MeterTable table) {
    long started = ManagementFactory.getRuntimeMXBean().getStartTime();
    table.gauge(Metric.PROCESS_START_TIME, () -> started / 1e3);
    table.gauge(Metric.PROCESS_RESIDENT_MEMORY, () -> ResidentMemory.ofThisProcess().orElse(0));
    table.gauge(Metric.PROCESS_OPEN_FDS, () -> OpenFiles.count().orElse(0));
    table.gauge(Metric.PROCESS_MAX_FDS, () -> OpenFiles.limit().orElse(0));
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      table.gauge(Metric.PROCESS_CPU_TIME, () -> system.getProcessCpuTime() / 1e9);
    }
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    area(table, "heap", memory::getHeapMemoryUsage);
    area(table, "nonheap", memory::getNonHeapMemoryUsage);
    for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
      table.count(Metric.JVM_GC_COLLECTIONS, gc::getCollectionCount, gc.getName());
      table.gauge(Metric.JVM_GC_TIME, () -> gc.getCollectionTime() / 1e3, gc.getName());
    }
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    table.gauge(Metric.JVM_THREADS, threads::getThreadCount);
  }

  private static void area(MeterTable table, String name, Supplier<MemoryUsage> usage) {
    table.gauge(Metric.JVM_MEMORY_USED, () -> usage.get().getUsed(), name);
    table.gauge(Metric.JVM_MEMORY_COMMITTED, () -> usage.get().getCommitted(), name);
    table.gauge(Metric.JVM_MEMORY_MAX, () -> usage.get().getMax(), name);
  }
}

package dev.rolloutserver.command.bench;

import dev.rolloutserver.process.ResidentMemory;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a process has taken so far, as far as the platform tells.
 *
 * @param cpu time on all processors
 * @param residentBytes memory that is in use
 * @param heapBytes live objects after the last collection
 */
record ProcessUse(@Nullable Duration cpu, @Nullable Long residentBytes, @Nullable Long heapBytes) {
  /** Of a process that nothing is known of. */
  static final ProcessUse UNKNOWN = new ProcessUse(null, null, null);

  /** What this process has taken. */
  static ProcessUse of(ProcessHandle process) {
    return new ProcessUse(
        process.info().totalCpuDuration().orElse(null), residentBytes(process.pid()), null);
  }

  /** The same with this heap. */
  ProcessUse withHeap(@Nullable Long bytes) {
    return new ProcessUse(cpu, residentBytes, bytes);
  }

  /** The CPU time since then; null where it is not known. */
  @Nullable Duration cpuSince(ProcessUse before) {
    return cpu == null || before.cpu == null ? null : cpu.minus(before.cpu);
  }

  private static @Nullable Long residentBytes(long pid) {
    OptionalLong bytes = ResidentMemory.of(pid);
    return bytes.isPresent() ? bytes.getAsLong() : null;
  }
}

package dev.rolloutserver.process;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.OptionalLong;

/** How many files and sockets a process has open, and may have. */
public final class OpenFiles {
  private OpenFiles() {}

  /** Those that this process has open; empty where the platform does not tell. */
  public static OptionalLong count() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        ? OptionalLong.of(system.getOpenFileDescriptorCount())
        : OptionalLong.empty();
  }

  /** The limit of this process; empty where the platform does not tell. */
  public static OptionalLong limit() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        ? OptionalLong.of(system.getMaxFileDescriptorCount())
        : OptionalLong.empty();
  }
}

package dev.rolloutserver.admission;

import java.time.Duration;

/** Memory for tests that do not ask how much there is. */
public final class AmpleMemory {
  private AmpleMemory() {}

  /** As much as is wanted. */
  public static HeldMemory hold() {
    return new ConversationMemory(Long.MAX_VALUE, () -> Duration.ZERO).hold();
  }
}

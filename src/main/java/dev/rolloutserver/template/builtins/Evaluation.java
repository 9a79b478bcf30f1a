package dev.rolloutserver.template.builtins;

import dev.rolloutserver.template.values.Budget;
import java.time.Clock;

/** The state of one rendering that built-ins share: budget, clock, escaping. For one thread. */
public final class Evaluation {
  private final Budget budget;
  private final Clock clock;
  private boolean autoescape;
  private int line;

  /** The state at the beginning of a rendering. */
  public Evaluation(Budget budget, Clock clock) {
    this.budget = budget;
    this.clock = clock;
  }

  /** What may still be used. */
  public Budget budget() {
    return budget;
  }

  /** The clock of {@code strftime_now}, with its time zone. */
  public Clock clock() {
    return clock;
  }

  /** Whether an {@code autoescape} block is running. */
  public boolean autoescape() {
    return autoescape;
  }

  /** Switches escaping. */
  public void autoescape(boolean on) {
    autoescape = on;
  }

  /** The line of the statement that is running. */
  public int line() {
    return line;
  }

  /** Notes the line of the statement that is running. */
  public void line(int running) {
    line = running;
  }
}

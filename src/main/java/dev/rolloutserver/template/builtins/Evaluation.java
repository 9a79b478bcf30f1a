package dev.rolloutserver.template.builtins;

import dev.rolloutserver.python.CodePointIndex;
import dev.rolloutserver.template.values.Arguments;
import dev.rolloutserver.template.values.Budget;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** The state of one rendering that built-ins share: budget, clock, escaping. For one thread. */
public final class Evaluation {
  private final Budget budget;
  private final Clock clock;
  private boolean autoescape;
  private int line;
  private CodePointIndex lastIndexed = new CodePointIndex("");

  /** The state at the beginning of a rendering. */
  public Evaluation(Budget budget, Clock clock) {
    this.budget = budget;
    this.clock = clock;
  }

  /** What may still be used. */
  public Budget budget() {
    return budget;
  }

  /** Takes the steps in which a built-in reads what it is given. */
  public void read(@Nullable Object value, Arguments arguments) {
    budget.read(value);
    for (int i = 0; i < arguments.count(); i++) {
      budget.read(arguments.positional().get(i));
    }
    if (!arguments.named().isEmpty()) {
      arguments.named().values().forEach(budget::read);
    }
  }

  /** The code points of a text; kept, since a template that asks for one mostly asks for more. */
  public CodePointIndex index(String text) {
    if (!lastIndexed.isOf(text)) {
      budget.read(text);
      lastIndexed = new CodePointIndex(text);
    }
    return lastIndexed;
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

package dev.rolloutserver.template.evaluation;

import org.jspecify.annotations.Nullable;

/**
 * Whether output is escaped at a place of the template. Where only a rendering knows, constants are
 * still escaped as the innermost setting says that is known.
 */
enum Escaping {
  OFF,
  ON,
  /** Known only when the template runs; off for constants. */
  DYNAMIC_OFF,
  /** Known only when the template runs; on for constants. */
  DYNAMIC_ON;

  boolean isOn(Frame frame) {
    return isDynamic() ? frame.evaluation().autoescape() : this == ON;
  }

  /** Prints a value. */
  void print(@Nullable Object value, Frame frame) {
    if (isOn(frame)) {
      frame.out().escape(value);
    } else {
      frame.out().print(value);
    }
  }

  boolean isDynamic() {
    return this == DYNAMIC_OFF || this == DYNAMIC_ON;
  }

  boolean isOnForConstants() {
    return this == ON || this == DYNAMIC_ON;
  }

  Escaping asDynamic() {
    return isOnForConstants() ? DYNAMIC_ON : DYNAMIC_OFF;
  }

  /** The same with another setting; what was dynamic stays so. */
  Escaping with(boolean on) {
    Escaping known = on ? ON : OFF;
    return isDynamic() ? known.asDynamic() : known;
  }
}

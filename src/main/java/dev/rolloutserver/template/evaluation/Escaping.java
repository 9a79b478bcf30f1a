package dev.rolloutserver.template.evaluation;

/** Whether output is escaped at a place of the template. */
enum Escaping {
  OFF,
  ON,
  /** Known only when the template runs. */
  DYNAMIC;

  boolean isOn(Frame frame) {
    return this == ON || (this == DYNAMIC && frame.evaluation().autoescape());
  }
}

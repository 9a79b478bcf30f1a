package dev.rolloutserver.template.values;

/** Stands in a variable's slot that holds no value; seen only by closures over an ended loop. */
public enum Missing {
  /** The one instance. */
  MISSING;

  @Override
  public String toString() {
    return "missing";
  }
}

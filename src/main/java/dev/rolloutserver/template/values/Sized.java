package dev.rolloutserver.template.values;

/** An object of the template runtime that has a length. */
public interface Sized {
  /** How many elements it has. */
  long length();
}

package dev.rolloutserver.template.syntax;

import java.util.List;

/** What a value can be assigned to. */
public sealed interface Target {
  /** The line it stands in. */
  int line();

  /** A variable. */
  record Variable(String name, int line) implements Target {}

  /** An attribute of a namespace object. */
  record NamespaceAttribute(String name, String attribute, int line) implements Target {}

  /** Several targets that take a value apart. */
  record Unpacked(List<Target> items, int line) implements Target {}
}

package dev.rolloutserver.template.values;

import dev.rolloutserver.python.PythonError;
import org.jspecify.annotations.Nullable;

/** What a missing variable, attribute or element is: empty text, false, and an error once used. */
public final class Undefined {
  private final @Nullable String hint;
  private final @Nullable Object owner;
  private final @Nullable Object name;
  private final boolean hasOwner;
  private final boolean unsafe;

  private Undefined(
      @Nullable String hint,
      boolean hasOwner,
      @Nullable Object owner,
      @Nullable Object name,
      boolean unsafe) {
    this.hint = hint;
    this.hasOwner = hasOwner;
    this.owner = owner;
    this.name = name;
    this.unsafe = unsafe;
  }

  /** No variable of this name. */
  public static Undefined variable(String name) {
    return new Undefined(null, false, null, name, false);
  }

  /** Nothing under this name or key. */
  public static Undefined element(@Nullable Object owner, @Nullable Object name) {
    return new Undefined(null, true, owner, name, false);
  }

  /** Missing for a reason in words. */
  public static Undefined because(String hint) {
    return new Undefined(hint, false, null, null, false);
  }

  /** An attribute that the sandbox keeps from templates. */
  public static Undefined unsafe(@Nullable Object owner, String name) {
    String hint =
        "access to attribute "
            + Texts.quoted(name)
            + " of '"
            + Types.name(owner)
            + "' object is unsafe.";
    return new Undefined(hint, true, owner, name, true);
  }

  /** The error of using it. */
  public PythonError error() {
    return unsafe ? PythonError.securityError(message()) : undefinedError(message());
  }

  /** Throws the error if a value is undefined. */
  public static void refuse(@Nullable Object value) {
    if (value instanceof Undefined undefined) {
      throw undefined.error();
    }
  }

  private static PythonError undefinedError(String message) {
    return PythonError.undefinedError(message);
  }

  private String message() {
    if (hint != null) {
      return hint;
    }
    if (!hasOwner) {
      return Texts.quoted(String.valueOf(name)) + " is undefined";
    }
    String kind = owner == null ? "None" : Types.name(owner) + " object";
    return name instanceof String text
        ? "'" + kind + "' has no attribute " + Texts.quoted(text)
        : kind + " has no element " + Texts.shortRepr(name);
  }
}

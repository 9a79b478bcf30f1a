package dev.rolloutserver.python;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** The values a recorded case can have. */
final class PlainValueText implements ValueText {
  @Override
  public String str(@Nullable Object value) {
    return value instanceof String s ? s : repr(value);
  }

  @Override
  public String repr(@Nullable Object value) {
    return switch (value) {
      case null -> "None";
      case String s -> Repr.of(s);
      case Boolean b -> b ? "True" : "False";
      case Double d -> PythonFloat.repr(d);
      case Number n -> IntText.write(n);
      default -> throw new IllegalArgumentException(value.getClass().toString());
    };
  }

  @Override
  public String typeName(@Nullable Object value) {
    return switch (value) {
      case null -> "NoneType";
      case String s -> "str";
      case Boolean b -> "bool";
      case Double d -> "float";
      case Long l -> "int";
      case BigInteger b -> "int";
      default -> "list";
    };
  }
}

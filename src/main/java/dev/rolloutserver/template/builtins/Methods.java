package dev.rolloutserver.template.builtins;

import dev.rolloutserver.template.values.Bytes;
import dev.rolloutserver.template.values.DictView;
import dev.rolloutserver.template.values.Markup;
import dev.rolloutserver.template.values.PythonRange;
import dev.rolloutserver.template.values.Tuple;
import dev.rolloutserver.template.values.Types;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The methods of each type of values. */
public final class Methods {
  private static final Set<String> UNSAFE_FOR_LIST =
      Set.of("append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove");

  private static final Set<String> UNSAFE_FOR_DICT =
      Set.of("clear", "pop", "popitem", "setdefault", "update");

  private Methods() {}

  /** A method that a template may call, or null. */
  public static @Nullable Method find(@Nullable Object value, String name) {
    return switch (value) {
      case String _ -> StringMethods.find(name);
      case Map<?, ?> _ -> CollectionMethods.ofDict(name);
      case Markup _ -> MarkupMethods.find(name);
      case List<?> _ -> CollectionMethods.ofList(name);
      case Tuple _, PythonRange _ -> CollectionMethods.ofSequence(name);
      case DictView _ -> CollectionMethods.ofView(name);
      case Bytes _ -> CollectionMethods.ofBytes(name);
      case null -> null;
      default -> Types.isNumber(value) ? NumberMethods.find(value, name) : null;
    };
  }

  /** Whether it is a method that changes the value, which the sandbox refuses. */
  static boolean isUnsafe(@Nullable Object value, String name) {
    return switch (value) {
      case List<?> _ -> UNSAFE_FOR_LIST.contains(name);
      case Map<?, ?> _ -> UNSAFE_FOR_DICT.contains(name);
      case null, default -> false;
    };
  }
}

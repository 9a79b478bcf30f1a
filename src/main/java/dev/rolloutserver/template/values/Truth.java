package dev.rolloutserver.template.values;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which values count as true. */
public final class Truth {
  private Truth() {}

  /** Python's {@code bool(value)}. */
  public static boolean of(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case Boolean truth -> truth;
      case String text -> !text.isEmpty();
      case Long number -> number != 0;
      case List<?> list -> !list.isEmpty();
      case Map<?, ?> map -> !map.isEmpty();
      case Undefined _ -> false;
      case Double number -> number != 0.0;
      case Markup markup -> !markup.text().isEmpty();
      case Tuple tuple -> !tuple.items().isEmpty();
      case PythonRange range -> range.length() > 0;
      case DictView view -> !view.map().isEmpty();
      case Bytes bytes -> bytes.bytes().length > 0;
      case Sized sized -> sized.length() > 0;
      default -> true;
    };
  }
}

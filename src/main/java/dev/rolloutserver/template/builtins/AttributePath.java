package dev.rolloutserver.template.builtins;

import dev.rolloutserver.python.CharacterClass;
import dev.rolloutserver.python.IntText;
import dev.rolloutserver.template.values.Types;
import dev.rolloutserver.template.values.Undefined;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An attribute that a filter looks up in each item: {@code "a.b.0"}, or a key of its own. */
final class AttributePath {
  private final List<@Nullable Object> parts;
  private final @Nullable Object otherwise;
  private final Evaluation evaluation;

  private AttributePath(
      List<@Nullable Object> parts, @Nullable Object otherwise, Evaluation evaluation) {
    this.parts = parts;
    this.otherwise = otherwise;
    this.evaluation = evaluation;
  }

  /** The path of an attribute; none is the item itself. */
  static AttributePath of(@Nullable Object attribute, Evaluation evaluation) {
    return of(attribute, null, evaluation);
  }

  /** The path with a value for what is undefined on the way. */
  static AttributePath of(
      @Nullable Object attribute, @Nullable Object otherwise, Evaluation evaluation) {
    List<@Nullable Object> parts = new ArrayList<>();
    if (attribute != null && Types.isString(attribute)) {
      addParts(Types.stringOf(attribute), parts);
    } else if (attribute != null) {
      parts.add(attribute);
    }
    return new AttributePath(parts, otherwise, evaluation);
  }

  /** Several paths, separated by commas. */
  static List<AttributePath> several(@Nullable Object attribute, Evaluation evaluation) {
    List<AttributePath> paths = new ArrayList<>();
    if (attribute != null && Types.isString(attribute)) {
      for (String path : Types.stringOf(attribute).split(",", -1)) {
        paths.add(of(path, evaluation));
      }
    } else {
      paths.add(of(attribute, evaluation));
    }
    return paths;
  }

  private static void addParts(String path, List<@Nullable Object> parts) {
    for (String part : path.split("\\.", -1)) {
      parts.add(CharacterClass.isDigit(part) ? IntText.parse(part) : part);
    }
  }

  /** What an item has there. */
  @Nullable Object of(@Nullable Object item) {
    Object found = item;
    for (Object part : parts) {
      found = Attributes.item(found, part, evaluation);
      if (otherwise != null && found instanceof Undefined) {
        found = otherwise;
      }
    }
    return found;
  }
}

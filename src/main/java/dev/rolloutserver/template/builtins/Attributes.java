package dev.rolloutserver.template.builtins;

import dev.rolloutserver.python.CodePointIndex;
import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.python.SliceIndices;
import dev.rolloutserver.template.values.Bytes;
import dev.rolloutserver.template.values.Lookup;
import dev.rolloutserver.template.values.Markup;
import dev.rolloutserver.template.values.Missing;
import dev.rolloutserver.template.values.Namespace;
import dev.rolloutserver.template.values.PythonRange;
import dev.rolloutserver.template.values.SliceValue;
import dev.rolloutserver.template.values.TemplateObject;
import dev.rolloutserver.template.values.Tuple;
import dev.rolloutserver.template.values.Types;
import dev.rolloutserver.template.values.Undefined;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code value.name} and {@code value[key]}, as the sandbox lets them through. */
public final class Attributes {
  /** What every Python object has and no template may use. */
  private static final Set<String> OBJECT_ATTRIBUTES =
      Set.of(
          "__class__",
          "__delattr__",
          "__dir__",
          "__doc__",
          "__eq__",
          "__format__",
          "__ge__",
          "__getattribute__",
          "__getstate__",
          "__gt__",
          "__hash__",
          "__init__",
          "__init_subclass__",
          "__le__",
          "__lt__",
          "__ne__",
          "__new__",
          "__reduce__",
          "__reduce_ex__",
          "__repr__",
          "__setattr__",
          "__sizeof__",
          "__str__",
          "__subclasshook__");

  private Attributes() {}

  /** {@code value.name}: an attribute of the type, then a key; else undefined. */
  public static @Nullable Object attribute(
      @Nullable Object value, String name, Evaluation evaluation) {
    Object found = typeAttribute(value, name, evaluation);
    if (found == Missing.MISSING) {
      found = key(value, name, evaluation);
    }
    return found == Missing.MISSING ? Undefined.element(value, name) : found;
  }

  /** Whether dicts have no attribute of this name, so that only a key is meant by it. */
  public static boolean isOnlyKeyOfDict(String name) {
    Map<?, ?> dict = Map.of();
    return !OBJECT_ATTRIBUTES.contains(name)
        && Methods.find(dict, name) == null
        && !Methods.isUnsafe(dict, name);
  }

  /** {@code dict.name} where that can only be a key; else undefined. */
  public static @Nullable Object keyOfDict(Map<?, ?> dict, String name, Evaluation evaluation) {
    Object found = Lookup.find(dict, name, evaluation.budget());
    return found == Missing.MISSING ? Undefined.element(dict, name) : found;
  }

  /** {@code value[key]}: a key, then an attribute of the type; else undefined. */
  public static @Nullable Object item(
      @Nullable Object value, @Nullable Object key, Evaluation evaluation) {
    Object found =
        key instanceof SliceValue
            ? sliceOrMissing(value, key, evaluation)
            : key(value, key, evaluation);
    if (found == Missing.MISSING && key != null && Types.isString(key)) {
      found = typeAttribute(value, Types.stringOf(key), evaluation);
    }
    return found == Missing.MISSING ? Undefined.element(value, key) : found;
  }

  /** What cannot be sliced like that is not there. */
  private static @Nullable Object sliceOrMissing(
      @Nullable Object value, @Nullable Object slice, Evaluation evaluation) {
    try {
      return key(value, slice, evaluation);
    } catch (PythonError e) {
      if (e.kind() == PythonError.Kind.TYPE_ERROR) {
        return Missing.MISSING;
      }
      throw e;
    }
  }

  /** Whether the type of the value has an attribute of this name, keys not counted. */
  static boolean has(@Nullable Object value, String name, Evaluation evaluation) {
    return typeAttribute(value, name, evaluation) != Missing.MISSING;
  }

  /** {@code value[slice]}; a TypeError where there is no such thing. */
  public static @Nullable Object subscript(
      @Nullable Object value, @Nullable Object key, Evaluation evaluation) {
    Undefined.refuse(value);
    if (!(key instanceof SliceValue slice)) {
      return item(value, key, evaluation);
    }
    Object part = slice(value, slice, evaluation);
    if (part == Missing.MISSING) {
      throw value instanceof Map<?, ?>
          ? PythonError.typeError("unhashable type: 'slice'")
          : PythonError.typeError("'" + Types.name(value) + "' object is not subscriptable");
    }
    return part;
  }

  private static @Nullable Object typeAttribute(
      @Nullable Object value, String name, Evaluation evaluation) {
    if (value instanceof Undefined undefined) {
      if (OBJECT_ATTRIBUTES.contains(name)) {
        return Undefined.unsafe(value, name);
      }
      throw undefined.error();
    }
    if (value instanceof Namespace namespace) {
      Object found = namespace.attributes().getOrDefault(name, Missing.MISSING);
      return found == Missing.MISSING && name.equals("__class__")
          ? Undefined.unsafe(value, name)
          : found;
    }
    if (OBJECT_ATTRIBUTES.contains(name)) {
      return Undefined.unsafe(value, name);
    }
    if (value instanceof TemplateObject object) {
      Object attribute = object.attribute(name);
      if (attribute != Missing.MISSING) {
        return attribute;
      }
    }
    Method method = Methods.find(value, name);
    if (method != null) {
      return BoundMethod.of(value, name, method, evaluation);
    }
    return Methods.isUnsafe(value, name)
        ? Undefined.unsafe(value, name)
        : Properties.of(value, name);
  }

  private static @Nullable Object key(
      @Nullable Object value, @Nullable Object key, Evaluation evaluation) {
    return switch (value) {
      case Map<?, ?> map -> fromMap(map, key, evaluation);
      case List<?> list -> element(list, key, evaluation);
      case String text -> character(text, key, evaluation);
      case Tuple tuple -> {
        Object found = element(tuple.items(), key, evaluation);
        yield key instanceof SliceValue && found instanceof List<?> part ? Tuple.of(part) : found;
      }
      case Markup markup -> {
        Object found = character(markup.text(), key, evaluation);
        yield found instanceof String part ? new Markup(part) : found;
      }
      case PythonRange range -> {
        Object found = element(range.items(), key, evaluation);
        yield key instanceof SliceValue slice ? range(range, slice) : found;
      }
      case Bytes bytes -> {
        int index = index(key, bytes.bytes().length);
        yield index < 0 ? Missing.MISSING : (Object) (long) (bytes.bytes()[index] & 0xff);
      }
      case Undefined undefined -> throw undefined.error();
      case null, default -> Missing.MISSING;
    };
  }

  /** Keys that cannot be hashed are not there. */
  private static @Nullable Object fromMap(
      Map<?, ?> map, @Nullable Object key, Evaluation evaluation) {
    if (key instanceof String) {
      return Lookup.find(map, key, evaluation.budget());
    }
    try {
      return Lookup.find(map, key, evaluation.budget());
    } catch (PythonError e) {
      return Missing.MISSING;
    }
  }

  private static @Nullable Object element(
      List<?> list, @Nullable Object key, Evaluation evaluation) {
    if (key instanceof SliceValue slice) {
      return part(list, slice, evaluation);
    }
    int index = index(key, list.size());
    return index < 0 ? Missing.MISSING : list.get(index);
  }

  private static @Nullable Object character(
      String text, @Nullable Object key, Evaluation evaluation) {
    if (key instanceof SliceValue slice) {
      return part(text, slice, evaluation);
    }
    if (key == null || !Types.isInt(key)) {
      return Missing.MISSING;
    }
    CodePointIndex points = evaluation.index(text);
    int index = index(key, points.length());
    return index < 0 ? Missing.MISSING : points.substring(index, index + 1);
  }

  /** The index that a key means, or -1 if there is no such element. */
  private static int index(@Nullable Object key, int length) {
    if (key == null || !Types.isInt(key) || !(Types.intOf(key) instanceof Long number)) {
      return -1;
    }
    long index = number < 0 ? number + length : number;
    return index >= 0 && index < length ? (int) index : -1;
  }

  private static @Nullable Object slice(
      @Nullable Object value, SliceValue slice, Evaluation evaluation) {
    return switch (value) {
      case String text -> part(text, slice, evaluation);
      case Markup markup -> new Markup(part(markup.text(), slice, evaluation));
      case List<?> list -> part(list, slice, evaluation);
      case Tuple tuple -> Tuple.of(part(tuple.items(), slice, evaluation));
      case PythonRange range -> range(range, slice);
      case null, default -> Missing.MISSING;
    };
  }

  private static String part(String text, SliceValue slice, Evaluation evaluation) {
    CodePointIndex points = evaluation.index(text);
    SliceIndices indices = indices(slice, points.length());
    evaluation.budget().allocate(indices.count());
    evaluation.budget().rewrite(indices.step() == 1 ? 0 : 4L * indices.count());
    return points.slice(indices);
  }

  private static List<@Nullable Object> part(
      List<?> list, SliceValue slice, Evaluation evaluation) {
    SliceIndices indices = indices(slice, list.size());
    evaluation.budget().allocateElements(indices.count());
    List<@Nullable Object> part = new ArrayList<>(indices.count());
    for (int i = 0; i < indices.count(); i++) {
      part.add(list.get(indices.index(i)));
    }
    return part;
  }

  private static PythonRange range(PythonRange range, SliceValue slice) {
    SliceIndices indices = indices(slice, range.length());
    long step = range.step() * indices.step();
    long start = range.at(indices.start());
    return new PythonRange(start, start + step * indices.count(), step, indices.count());
  }

  private static SliceIndices indices(SliceValue slice, int length) {
    return SliceIndices.of(slice.start(), slice.stop(), slice.step(), length);
  }
}

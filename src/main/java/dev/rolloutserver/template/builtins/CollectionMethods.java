package dev.rolloutserver.template.builtins;

import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.python.SliceIndices;
import dev.rolloutserver.template.values.Arguments;
import dev.rolloutserver.template.values.Bytes;
import dev.rolloutserver.template.values.Dict;
import dev.rolloutserver.template.values.DictView;
import dev.rolloutserver.template.values.Equality;
import dev.rolloutserver.template.values.Iteration;
import dev.rolloutserver.template.values.Lookup;
import dev.rolloutserver.template.values.Missing;
import dev.rolloutserver.template.values.PythonRange;
import dev.rolloutserver.template.values.Texts;
import dev.rolloutserver.template.values.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The methods of dict, list, tuple, range and their kin that change nothing. */
final class CollectionMethods {
  private static final Parameters ITEMS = Parameters.positional(1, "iterable", "value");
  private static final Parameters FIND = Parameters.positional(1, "value", "start", "stop");
  private static final Parameters ONE = Parameters.positional(1, "value");
  private static final Parameters KEY = Parameters.positional(1, "key", "default");

  private CollectionMethods() {}

  static @Nullable Method ofDict(String name) {
    return switch (name) {
      case "get" -> CollectionMethods::dictGet;
      case "items" -> (self, arguments, _) -> view(DictView.Kind.ITEMS, name, self, arguments);
      case "keys" -> (self, arguments, _) -> view(DictView.Kind.KEYS, name, self, arguments);
      case "values" -> (self, arguments, _) -> view(DictView.Kind.VALUES, name, self, arguments);
      case "copy" ->
          (self, arguments, evaluation) -> {
            Parameters.NONE.bind(name, arguments);
            return dict(map(self), evaluation);
          };
      case "fromkeys" -> CollectionMethods::fromKeys;
      default -> null;
    };
  }

  static @Nullable Method ofList(String name) {
    return name.equals("copy")
        ? (self, arguments, evaluation) -> {
          Parameters.NONE.bind(name, arguments);
          return Iteration.list(self, evaluation.budget());
        }
        : ofSequence(name);
  }

  static @Nullable Method ofSequence(String name) {
    return switch (name) {
      case "index" -> CollectionMethods::index;
      case "count" -> CollectionMethods::count;
      default -> null;
    };
  }

  static @Nullable Method ofView(String name) {
    return name.equals("isdisjoint")
        ? (self, arguments, evaluation) -> {
          Iterator<@Nullable Object> others = Iteration.over(ONE.bind(name, arguments)[0]);
          while (others.hasNext()) {
            if (Iteration.contains(self, others.next(), evaluation.budget())) {
              return false;
            }
          }
          return true;
        }
        : null;
  }

  static @Nullable Method ofBytes(String name) {
    return name.equals("decode")
        ? (self, _, _) ->
            self instanceof Bytes bytes ? new String(bytes.bytes(), StandardCharsets.UTF_8) : self
        : null;
  }

  private static Map<?, ?> map(@Nullable Object self) {
    if (self instanceof Map<?, ?> map) {
      return map;
    }
    throw new IllegalArgumentException("not a dict");
  }

  private static @Nullable Object dictGet(
      @Nullable Object self, Arguments arguments, Evaluation evaluation) {
    if (arguments.count() == 1 && arguments.named().isEmpty()) {
      Object found = Lookup.find(map(self), arguments.positional().get(0), evaluation.budget());
      return found == Missing.MISSING ? null : found;
    }
    @Nullable Object[] bound = KEY.bind("get", arguments);
    Object found = Lookup.find(map(self), bound[0], evaluation.budget());
    return found == Missing.MISSING ? Passed.or(bound[1], null) : found;
  }

  private static Object view(
      DictView.Kind kind, String name, @Nullable Object self, Arguments arguments) {
    Parameters.NONE.bind(name, arguments);
    return new DictView(kind, map(self));
  }

  /** A dict with the entries of another one. */
  static Dict dict(Map<?, ?> map, Evaluation evaluation) {
    evaluation.budget().allocateElements(map.size());
    Dict copy = new Dict();
    map.forEach((key, value) -> copy.put(key, value, evaluation.budget()));
    return copy;
  }

  private static Object fromKeys(
      @Nullable Object self, Arguments arguments, Evaluation evaluation) {
    @Nullable Object[] bound = ITEMS.bind("fromkeys", arguments);
    Dict dict = new Dict();
    Iterator<@Nullable Object> keys = Iteration.over(bound[0]);
    while (keys.hasNext()) {
      evaluation.budget().allocateElements(1);
      dict.put(keys.next(), Passed.or(bound[1], null), evaluation.budget());
    }
    return dict;
  }

  private static List<?> items(@Nullable Object self, Evaluation evaluation) {
    return switch (self) {
      case List<?> list -> list;
      case Tuple tuple -> tuple.items();
      case PythonRange range -> range.items();
      case null, default -> new ArrayList<>(Iteration.list(self, evaluation.budget()));
    };
  }

  private static Object index(@Nullable Object self, Arguments arguments, Evaluation evaluation) {
    @Nullable Object[] bound = FIND.bind("index", arguments);
    List<?> items = items(self, evaluation);
    SliceIndices within =
        SliceIndices.of(Passed.or(bound[1], null), Passed.or(bound[2], null), null, items.size());
    for (int i = 0; i < within.count(); i++) {
      evaluation.budget().step(1);
      int at = within.index(i);
      if (Equality.equal(items.get(at), bound[0], evaluation.budget())) {
        return (long) at;
      }
    }
    throw PythonError.valueError(Texts.repr(bound[0], evaluation.budget()) + " is not in list");
  }

  private static Object count(@Nullable Object self, Arguments arguments, Evaluation evaluation) {
    Object wanted = ONE.bind("count", arguments)[0];
    long count = 0;
    for (Object item : items(self, evaluation)) {
      evaluation.budget().step(1);
      if (Equality.identical(item, wanted) || Equality.equal(item, wanted, evaluation.budget())) {
        count++;
      }
    }
    return count;
  }
}

package dev.rolloutserver.template.builtins;

import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.python.Strftime;
import dev.rolloutserver.template.values.Arguments;
import dev.rolloutserver.template.values.Dict;
import dev.rolloutserver.template.values.Iteration;
import dev.rolloutserver.template.values.Missing;
import dev.rolloutserver.template.values.Namespace;
import dev.rolloutserver.template.values.PythonRange;
import dev.rolloutserver.template.values.Texts;
import dev.rolloutserver.template.values.Types;
import dev.rolloutserver.template.values.Undefined;
import java.time.LocalDateTime;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions that every template finds: Jinja2's own and those that transformers adds. */
public final class Globals {
  /** The sandbox refuses longer ranges. */
  private static final int MAX_RANGE = 100_000;

  private final Evaluation evaluation;

  /** The globals of one rendering. */
  public Globals(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  /** The function of this name, or {@link Missing}. */
  public Object find(String name) {
    return switch (name) {
      case "range" -> function("safe_range", this::range);
      case "dict" -> type("dict", this::dict);
      case "namespace" -> type("jinja2.utils.Namespace", this::namespace);
      case "cycler" -> type("jinja2.utils.Cycler", this::cycler);
      case "joiner" -> type("jinja2.utils.Joiner", Globals::joiner);
      case "lipsum" ->
          function("generate_lorem_ipsum", arguments -> LoremIpsum.make(arguments, evaluation));
      case "raise_exception" -> function("raise_exception", this::raise);
      case "strftime_now" -> function("strftime_now", this::strftime);
      default -> Missing.MISSING;
    };
  }

  private GlobalFunction function(String name, GlobalFunction.Body body) {
    return new GlobalFunction(name, false, body, evaluation);
  }

  private GlobalFunction type(String name, GlobalFunction.Body body) {
    return new GlobalFunction(name, true, body, evaluation);
  }

  private Object range(Arguments arguments) {
    arguments.onlyPositional("range");
    int count = arguments.count();
    if (count < 1 || count > 3) {
      throw PythonError.typeError("range expected 1 to 3 arguments, got " + count);
    }
    List<?> values = arguments.positional();
    values.forEach(Undefined::refuse);
    long start = count == 1 ? 0 : Passed.size(values.get(0), 0);
    long stop = Passed.size(values.get(count == 1 ? 0 : 1), 0);
    long step = count == 3 ? Passed.size(values.get(2), 1) : 1;
    if (step == 0) {
      throw PythonError.valueError("range() arg 3 must not be zero");
    }
    long distance = step > 0 ? Math.subtractExact(stop, start) : Math.subtractExact(start, stop);
    long length = distance <= 0 ? 0 : (distance - 1) / Math.abs(step) + 1;
    if (length > MAX_RANGE) {
      throw PythonError.overflowError(
          "Range too big. The sandbox blocks ranges larger than MAX_RANGE (" + MAX_RANGE + ").");
    }
    return new PythonRange(start, stop, step, (int) length);
  }

  private Object dict(Arguments arguments) {
    Dict dict = new Dict();
    fill(dict, "dict", arguments);
    return dict;
  }

  /** The arguments of {@code dict}: a mapping or pairs, then names. */
  private void fill(Dict dict, String function, Arguments arguments) {
    if (arguments.count() > 1) {
      throw PythonError.typeError(
          function + " expected at most 1 argument, got " + arguments.count());
    }
    if (arguments.count() == 1) {
      Undefined.refuse(arguments.positional().get(0));
      addAll(dict, arguments.positional().get(0));
    }
    arguments.named().forEach((name, value) -> put(dict, name, value));
  }

  private void put(Dict dict, @Nullable Object key, @Nullable Object value) {
    evaluation.budget().allocateElements(1);
    dict.put(key, value, evaluation.budget());
  }

  private void addAll(Dict dict, @Nullable Object source) {
    if (source instanceof Map<?, ?> map) {
      map.forEach((key, value) -> put(dict, key, value));
      return;
    }
    Iterator<@Nullable Object> pairs = Iteration.over(source);
    for (int i = 0; pairs.hasNext(); i++) {
      Object pair = pairs.next();
      if (!Iteration.isIterable(pair)) {
        throw PythonError.typeError(
            "cannot convert dictionary update sequence element #" + i + " to a sequence");
      }
      List<@Nullable Object> parts = Iteration.list(pair, evaluation.budget());
      if (parts.size() != 2) {
        throw PythonError.valueError(
            "dictionary update sequence element #%d has length %d; 2 is required"
                .formatted(i, parts.size()));
      }
      put(dict, parts.get(0), parts.get(1));
    }
  }

  private Object namespace(Arguments arguments) {
    Dict dict = new Dict();
    fill(dict, "dict", arguments);
    Namespace namespace = new Namespace();
    dict.forEach((key, value) -> {
      if (key != null && Types.isString(key)) {
        namespace.attributes().put(Types.stringOf(key), value);
      }
    });
    return namespace;
  }

  private Object cycler(Arguments arguments) {
    arguments.onlyPositional("Cycler.__init__");
    if (arguments.count() == 0) {
      throw PythonError.runtimeError("at least one item has to be provided");
    }
    return new Cycler(arguments.positional(), evaluation);
  }

  private static Object joiner(Arguments arguments) {
    @Nullable Object[] bound = Parameters.named(0, "sep").bind("Joiner.__init__", arguments);
    return new Joiner(Passed.or(bound[0], ", "));
  }

  private Object raise(Arguments arguments) {
    Object message = Parameters.named(1, "message").bind("raise_exception", arguments)[0];
    throw new RaisedByTemplate(Texts.str(message, evaluation.budget()));
  }

  private Object strftime(Arguments arguments) {
    Object format = Parameters.named(1, "format").bind("strftime_now", arguments)[0];
    if (format == null || !Types.isString(format)) {
      throw PythonError.typeError("strftime() argument 1 must be str, not " + Types.name(format));
    }
    String text = Types.stringOf(format);
    evaluation.budget().allocate(text.length(), 16);
    return Strftime.format(LocalDateTime.now(evaluation.clock()), text);
  }
}

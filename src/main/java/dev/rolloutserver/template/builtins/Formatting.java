package dev.rolloutserver.template.builtins;

import dev.rolloutserver.python.FieldSource;
import dev.rolloutserver.python.FormatSpec;
import dev.rolloutserver.python.FormatString;
import dev.rolloutserver.python.LengthBudget;
import dev.rolloutserver.python.PercentArguments;
import dev.rolloutserver.python.PercentFormat;
import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.python.ValueText;
import dev.rolloutserver.template.values.Arguments;
import dev.rolloutserver.template.values.Bytes;
import dev.rolloutserver.template.values.Lookup;
import dev.rolloutserver.template.values.Markup;
import dev.rolloutserver.template.values.Missing;
import dev.rolloutserver.template.values.PythonRange;
import dev.rolloutserver.template.values.Texts;
import dev.rolloutserver.template.values.Tuple;
import dev.rolloutserver.template.values.Types;
import dev.rolloutserver.template.values.Undefined;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code %} and {@code format} of texts, over all values. */
public final class Formatting {
  private Formatting() {}

  /** {@code text % value}; a Markup on the left escapes what is inserted. */
  public static Object percent(Object text, @Nullable Object value, Evaluation evaluation) {
    boolean escapes = text instanceof Markup;
    List<@Nullable Object> values = new ArrayList<>();
    PercentArguments arguments;
    if (value instanceof Tuple tuple) {
      tuple.items().forEach(item -> values.add(inserted(item, escapes, evaluation)));
      arguments = new PercentArguments.Several(values);
    } else if (isSubscriptable(value)) {
      arguments =
          new PercentArguments.Subscriptable(
              value, key -> inserted(subscript(value, key, evaluation), escapes, evaluation));
    } else {
      arguments = new PercentArguments.Single(inserted(value, escapes, evaluation));
    }
    String result =
        PercentFormat.format(
            Types.stringOf(text), arguments, texts(evaluation, escapes), budget(evaluation));
    evaluation.budget().allocate(result.length());
    return escapes ? new Markup(result) : result;
  }

  /** A text that is to be escaped when it is inserted, not before: a width may count it. */
  private record Unescaped(String text) {}

  private static @Nullable Object inserted(
      @Nullable Object value, boolean escapes, Evaluation evaluation) {
    evaluation.budget().read(value);
    return escapes && value instanceof String text ? new Unescaped(text) : value;
  }

  private static @Nullable Object unwrapped(@Nullable Object value) {
    return value instanceof Unescaped unescaped ? unescaped.text() : value;
  }

  private static boolean isSubscriptable(@Nullable Object value) {
    return value instanceof Map<?, ?>
        || value instanceof List<?>
        || value instanceof PythonRange
        || value instanceof Bytes
        || value instanceof Undefined;
  }

  private static @Nullable Object subscript(
      @Nullable Object value, String key, Evaluation evaluation) {
    Undefined.refuse(value);
    if (value instanceof Map<?, ?> map) {
      Object found = Lookup.find(map, key, evaluation.budget());
      if (found == Missing.MISSING) {
        throw PythonError.keyError(Texts.quoted(key));
      }
      return found;
    }
    throw PythonError.typeError("format requires a mapping");
  }

  static @Nullable Object format(
      @Nullable Object self, Arguments arguments, Evaluation evaluation) {
    return format(Passed.text(self), arguments.positional(), arguments.named(), evaluation, false);
  }

  static @Nullable Object formatMarkup(
      @Nullable Object self, Arguments arguments, Evaluation evaluation) {
    return new Markup(
        format(Passed.text(self), arguments.positional(), arguments.named(), evaluation, true));
  }

  static @Nullable Object formatMap(
      @Nullable Object self, Arguments arguments, Evaluation evaluation) {
    return format(Passed.text(self), List.of(), mapping(arguments), evaluation, false);
  }

  static @Nullable Object formatMapMarkup(
      @Nullable Object self, Arguments arguments, Evaluation evaluation) {
    return new Markup(format(Passed.text(self), List.of(), mapping(arguments), evaluation, true));
  }

  private static @Nullable Object mapping(Arguments arguments) {
    return Parameters.positional(1, "mapping").bind("format_map", arguments)[0];
  }

  private static String format(
      String text,
      List<?> positional,
      @Nullable Object named,
      Evaluation evaluation,
      boolean escapes) {
    String result =
        FormatString.formatByFormatter(
            text,
            new Fields(positional, named, evaluation, escapes),
            texts(evaluation, false),
            budget(evaluation));
    evaluation.budget().allocate(result.length());
    return result;
  }

  private static LengthBudget budget(Evaluation evaluation) {
    return evaluation.budget()::require;
  }

  private static ValueText texts(Evaluation evaluation, boolean escapes) {
    return new ValueText() {
      @Override
      public String str(@Nullable Object value) {
        return escapes
            ? Markup.escape(unwrapped(value), evaluation.budget()).text()
            : Texts.str(value, evaluation.budget());
      }

      @Override
      public String repr(@Nullable Object value) {
        String text = Texts.repr(unwrapped(value), evaluation.budget());
        return escapes ? Markup.escape(text, evaluation.budget()).text() : text;
      }

      @Override
      public String typeName(@Nullable Object value) {
        return Types.name(unwrapped(value));
      }
    };
  }

  /** The fields of {@code str.format}, looked up as the sandbox does. */
  private static final class Fields implements FieldSource {
    private final List<?> positional;
    private final @Nullable Object named;
    private final Evaluation evaluation;
    private final boolean escapes;

    Fields(List<?> positional, @Nullable Object named, Evaluation evaluation, boolean escapes) {
      this.positional = positional;
      this.named = named;
      this.evaluation = evaluation;
      this.escapes = escapes;
    }

    @Override
    public int positionalCount() {
      return positional.size();
    }

    @Override
    public @Nullable Object positional(int index) {
      return positional.get(index);
    }

    @Override
    public @Nullable Object keyword(String name) {
      return subscript(named, name, evaluation);
    }

    @Override
    public @Nullable Object attribute(@Nullable Object value, String name) {
      return Attributes.attribute(value, name, evaluation);
    }

    @Override
    public @Nullable Object item(@Nullable Object value, Object key) {
      return Attributes.item(value, key, evaluation);
    }

    @Override
    public String format(@Nullable Object value, String spec) {
      evaluation.budget().read(value);
      if (value instanceof Markup markup) {
        if (!escapes) {
          return FormatSpec.formatText(markup.text(), spec, budget(evaluation));
        }
        if (!spec.isEmpty()) {
          throw PythonError.valueError("Unsupported format specification for Markup.");
        }
        return markup.text();
      }
      String text = FormatSpec.format(value, spec, texts(evaluation, false), budget(evaluation));
      return escapes ? Markup.escape(text, evaluation.budget()).text() : text;
    }
  }
}

package dev.rolloutserver.template.builtins;

import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.template.values.Arguments;
import dev.rolloutserver.template.values.Missing;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of a built-in, which sort the arguments of a call. */
final class Parameters {
  /** No parameters. */
  static final Parameters NONE = new Parameters(0, 0, List.of());

  private final int required;
  private final int positionalOnly;
  private final List<String> names;

  private Parameters(int required, int positionalOnly, List<String> names) {
    this.required = required;
    this.positionalOnly = positionalOnly;
    this.names = names;
  }

  /** Parameters that can be passed by name too. */
  static Parameters named(int required, String... names) {
    return new Parameters(required, 0, List.of(names));
  }

  /** Parameters that are passed by position. */
  static Parameters positional(int required, String... names) {
    return new Parameters(required, names.length, List.of(names));
  }

  /**
   * The value of each parameter, {@link Missing} where nothing was passed.
   *
   * @throws PythonError TypeError, if the arguments do not fit
   */
  @Nullable Object[] bind(String function, Arguments arguments) {
    @Nullable Object[] values = new @Nullable Object[names.size()];
    Arrays.fill(values, Missing.MISSING);
    if (arguments.count() > names.size()) {
      throw PythonError.typeError(
          "%s() takes at most %d arguments (%d given)"
              .formatted(function, names.size(), arguments.count()));
    }
    for (int i = 0; i < arguments.count(); i++) {
      values[i] = arguments.positional().get(i);
    }
    for (Map.Entry<String, ?> entry : arguments.named().entrySet()) {
      int index = names.indexOf(entry.getKey());
      if (index < positionalOnly) {
        throw PythonError.typeError(
            function + "() got an unexpected keyword argument '" + entry.getKey() + "'");
      }
      if (values[index] != Missing.MISSING) {
        throw PythonError.typeError(
            function + "() got multiple values for argument '" + entry.getKey() + "'");
      }
      values[index] = entry.getValue();
    }
    for (int i = 0; i < required; i++) {
      if (values[i] == Missing.MISSING) {
        throw PythonError.typeError(
            function + "() missing required argument: '" + names.get(i) + "'");
      }
    }
    return values;
  }
}

package dev.rolloutserver.template.evaluation;

import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.template.values.Arguments;
import dev.rolloutserver.template.values.Dict;
import dev.rolloutserver.template.values.Markup;
import dev.rolloutserver.template.values.Missing;
import dev.rolloutserver.template.values.PythonCallable;
import dev.rolloutserver.template.values.TemplateObject;
import dev.rolloutserver.template.values.Texts;
import dev.rolloutserver.template.values.Tuple;
import dev.rolloutserver.template.values.Undefined;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A macro together with the frame it was defined in, whose variables it sees as they are. */
final class MacroValue implements PythonCallable, TemplateObject {
  /** How many levels of nesting one call is: it uses as much stack. */
  static final int LEVELS = 5;

  /** How many steps of evaluation one call is beside those of its body. */
  static final int STEPS = 10;

  private final MacroCode code;
  private final Frame frame;

  MacroValue(MacroCode code, Frame frame) {
    this.code = code;
    this.frame = frame;
  }

  @Override
  public @Nullable Object call(Arguments arguments) {
    List<@Nullable Object> values = bind(arguments);
    frame.budget().step(STEPS);
    frame.budget().enter(LEVELS);
    boolean escapes = frame.evaluation().autoescape();
    String text = code.run(values, frame);
    frame.budget().leave(LEVELS);
    return escapes ? new Markup(text) : text;
  }

  private List<@Nullable Object> bind(Arguments arguments) {
    List<String> parameters = code.parameters();
    int given = Math.min(arguments.count(), parameters.size());
    List<@Nullable Object> values = new ArrayList<>(arguments.positional().subList(0, given));
    Map<String, @Nullable Object> named = new LinkedHashMap<>(arguments.named());
    boolean callerFound = given == parameters.size() && parameters.contains("caller");
    for (String name : parameters.subList(given, parameters.size())) {
      callerFound |= name.equals("caller");
      values.add(named.containsKey(name) ? named.remove(name) : Missing.MISSING);
    }
    if (code.usesCaller() && !callerFound) {
      Object caller = named.remove("caller");
      values.add(caller == null ? Undefined.because("No caller defined") : caller);
    }
    if (code.usesKeywords()) {
      values.add(dict(named));
    } else if (!named.isEmpty()) {
      throw surplusKeyword(named.keySet().iterator().next(), named.containsKey("caller"));
    }
    if (code.usesVarargs()) {
      values.add(Tuple.of(arguments.positional().subList(given, arguments.count())));
    } else if (arguments.count() > parameters.size()) {
      throw PythonError.typeError(
          "macro %s takes not more than %d argument(s)".formatted(quotedName(), parameters.size()));
    }
    return values;
  }

  private PythonError surplusKeyword(String first, boolean caller) {
    return PythonError.typeError(
        caller
            ? "macro "
                + quotedName()
                + " was invoked with two values for the special caller argument."
                + " This is most likely a bug."
            : "macro " + quotedName() + " takes no keyword argument " + Texts.quoted(first));
  }

  private Dict dict(Map<String, @Nullable Object> named) {
    Dict dict = new Dict();
    named.forEach((name, value) -> dict.put(name, value, frame.budget()));
    return dict;
  }

  @Override
  public @Nullable Object attribute(String name) {
    return switch (name) {
      case "name" -> code.name();
      case "arguments" -> Tuple.of(code.parameters());
      case "catch_kwargs" -> code.usesKeywords();
      case "catch_varargs" -> code.usesVarargs();
      case "caller" -> code.usesCaller();
      case "explicit_caller" -> code.parameters().contains("caller");
      default -> Missing.MISSING;
    };
  }

  @Override
  public String type() {
    return "Macro";
  }

  @Override
  public String text() {
    return "<Macro " + (code.name() == null ? "anonymous" : quotedName()) + ">";
  }

  private String quotedName() {
    String name = code.name();
    return name == null ? "None" : Texts.quoted(name);
  }
}

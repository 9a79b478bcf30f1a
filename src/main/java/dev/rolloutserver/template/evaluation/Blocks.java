package dev.rolloutserver.template.evaluation;

import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.template.evaluation.Symbols.Variable;
import dev.rolloutserver.template.values.Arguments;
import dev.rolloutserver.template.values.Markup;
import dev.rolloutserver.template.values.Missing;
import dev.rolloutserver.template.values.PythonCallable;
import dev.rolloutserver.template.values.TemplateObject;
import dev.rolloutserver.template.values.Texts;
import dev.rolloutserver.template.values.Undefined;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Named blocks, which see the variables of the top level only, and {@code self}. */
final class Blocks {
  private final Map<String, Code> blocks = new HashMap<>();

  /**
   * A block's body.
   *
   * @param selfSlot slot of {@code self}, or -1
   * @param superSlot slot of {@code super}, or -1
   */
  record Code(
      FunctionScope function,
      int selfSlot,
      int superSlot,
      ScopeEntry scope,
      Statements.Body body) {}

  boolean contains(String name) {
    return blocks.containsKey(name);
  }

  void add(String name, Code code) {
    blocks.put(name, code);
  }

  private void run(String name, RenderContext context, Output out) {
    Code code = blocks.get(name);
    if (code == null) {
      throw new IllegalStateException("no block " + name);
    }
    context.evaluation().budget().step(MacroValue.STEPS);
    context.evaluation().budget().enter(MacroValue.LEVELS);
    Frame frame = new Frame(context, null, code.function().size(), out);
    if (code.selfSlot() >= 0) {
      frame.write(0, code.selfSlot(), reference(context));
    }
    if (code.superSlot() >= 0) {
      frame.write(
          0,
          code.superSlot(),
          Undefined.because("there is no parent block called '" + name + "'."));
    }
    code.scope().enter(frame);
    code.body().execute(frame);
    context.evaluation().budget().leave(MacroValue.LEVELS);
  }

  /** The value of {@code self}. */
  TemplateObject reference(RenderContext context) {
    return new SelfReference(context);
  }

  /** Prints a block where it is defined. */
  final class Print extends StatementNode {
    private final String name;
    private final boolean required;
    private final @Nullable Map<String, Variable> locals;
    private final FunctionScope function;
    private final int line;

    Print(
        String name,
        boolean required,
        @Nullable Map<String, Variable> locals,
        FunctionScope function,
        int line) {
      this.name = name;
      this.required = required;
      this.locals = locals;
      this.function = function;
      this.line = line;
    }

    @Override
    Flow execute(Frame frame) {
      Statements.begin(frame, 1, line);
      if (required) {
        throw PythonError.templateRuntimeError("Required block '" + name + "' not found");
      }
      RenderContext context = locals == null ? frame.context : scoped(frame, locals);
      run(name, context, frame.out());
      return Flow.NEXT;
    }

    private RenderContext scoped(Frame frame, Map<String, Variable> variables) {
      Map<String, @Nullable Object> values = new LinkedHashMap<>();
      variables.forEach((variableName, variable) -> {
        Object value = frame.read(function.hopsTo(variable.function()), variable.slot());
        if (value != Missing.MISSING) {
          values.put(variableName, value);
        }
      });
      return frame.context.derived(values);
    }
  }

  private final class SelfReference implements TemplateObject {
    private final RenderContext context;

    SelfReference(RenderContext context) {
      this.context = context;
    }

    @Override
    public @Nullable Object attribute(String name) {
      return blocks.containsKey(name) ? new BlockReference(name, context) : Missing.MISSING;
    }

    @Override
    public String type() {
      return "TemplateReference";
    }

    @Override
    public String text() {
      return "<TemplateReference None>";
    }
  }

  private final class BlockReference implements PythonCallable {
    private final String name;
    private final RenderContext context;

    BlockReference(String name, RenderContext context) {
      this.name = name;
      this.context = context;
    }

    @Override
    public Object call(Arguments arguments) {
      if (!arguments.isEmpty()) {
        throw PythonError.typeError("a block takes no arguments");
      }
      Output out = context.newOutput();
      run(name, context, out);
      String text = out.captured();
      return context.evaluation().autoescape() ? new Markup(text) : text;
    }

    @Override
    public String type() {
      return "BlockReference";
    }

    @Override
    public String text() {
      return "<jinja2.runtime.BlockReference object at " + Texts.address(this) + ">";
    }
  }
}

package dev.rolloutserver.template.evaluation;

import dev.rolloutserver.template.Rendering;
import dev.rolloutserver.template.Rendering.Span;
import dev.rolloutserver.template.builtins.Evaluation;
import dev.rolloutserver.template.builtins.Globals;
import dev.rolloutserver.template.values.Missing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the frames of one rendering share: variables of the caller, globals, generation spans. */
final class RenderContext {
  private final Evaluation evaluation;
  private final Map<String, ?> variables;
  private final Globals globals;
  private final int maxOutput;
  private final Output root;
  private final Map<String, @Nullable Object> exported;
  private final List<Span> spans;
  private final boolean folding;

  RenderContext(Evaluation evaluation, Map<String, ?> variables, int maxOutput) {
    this.evaluation = evaluation;
    this.variables = variables;
    this.globals = new Globals(evaluation);
    this.maxOutput = maxOutput;
    this.root = new Output(evaluation.budget(), maxOutput);
    this.exported = new HashMap<>();
    this.spans = new ArrayList<>();
    this.folding = false;
  }

  /** For constants that are evaluated when the template is compiled. */
  static RenderContext forFolding(Evaluation evaluation, int maxOutput) {
    return new RenderContext(evaluation, maxOutput);
  }

  private RenderContext(Evaluation evaluation, int maxOutput) {
    this.evaluation = evaluation;
    this.variables = Map.of();
    this.globals = new Globals(evaluation);
    this.maxOutput = maxOutput;
    this.root = new Output(evaluation.budget(), maxOutput);
    this.exported = new HashMap<>();
    this.spans = new ArrayList<>();
    this.folding = true;
  }

  /** The same with further variables, for a scoped block. */
  private RenderContext(RenderContext parent, Map<String, @Nullable Object> locals) {
    this.evaluation = parent.evaluation;
    this.variables = parent.variables;
    this.globals = parent.globals;
    this.maxOutput = parent.maxOutput;
    this.root = parent.root;
    this.exported = new HashMap<>(parent.exported);
    this.exported.putAll(locals);
    this.spans = parent.spans;
    this.folding = parent.folding;
  }

  RenderContext derived(Map<String, @Nullable Object> locals) {
    return new RenderContext(this, locals);
  }

  Evaluation evaluation() {
    return evaluation;
  }

  /** Whether the template is being compiled. */
  boolean isFolding() {
    return folding;
  }

  /** The output of the template itself. */
  Output root() {
    return root;
  }

  /** An output for a text that is captured. */
  Output newOutput() {
    return new Output(evaluation.budget(), maxOutput);
  }

  /** A variable that the template does not set itself, or {@link Missing}. */
  @Nullable Object resolve(String name) {
    if (!exported.isEmpty() && exported.containsKey(name)) {
      return exported.get(name);
    }
    Object value = variables.get(name);
    if (value != null || variables.containsKey(name)) {
      return value;
    }
    return globals.find(name);
  }

  /** Makes a variable of the top level visible to blocks. */
  void export(String name, @Nullable Object value) {
    exported.put(name, value);
  }

  /** Notes that the text of a generation tag begins here and is this long, in code points. */
  void generated(String text) {
    int start = root.codePoints();
    spans.add(new Span(start, start + text.codePointCount(0, text.length())));
  }

  /** What is written so far. */
  Rendering rendering() {
    return new Rendering(root.text(), spans);
  }
}

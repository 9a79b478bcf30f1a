package dev.rolloutserver.template.evaluation;

import dev.rolloutserver.template.Rendering;
import dev.rolloutserver.template.builtins.Evaluation;
import dev.rolloutserver.template.syntax.Parser;
import java.util.Map;

/** A template that is ready to run, any number of times and in many threads at once. */
public final class CompiledTemplate {
  private final FunctionScope function;
  private final ScopeEntry scope;
  private final Statements.Body body;
  private final int selfSlot;
  private final Blocks blocks;

  CompiledTemplate(
      FunctionScope function, ScopeEntry scope, Statements.Body body, int selfSlot, Blocks blocks) {
    this.function = function;
    this.scope = scope;
    this.body = body;
    this.selfSlot = selfSlot;
    this.blocks = blocks;
  }

  /** Compiles the text of a template. */
  public static CompiledTemplate of(String template) {
    return Lowering.lower(Parser.parse(template));
  }

  /** Runs the template once. */
  public Rendering run(Map<String, ?> variables, Evaluation evaluation, int maxOutput) {
    RenderContext context = new RenderContext(evaluation, variables, maxOutput);
    Frame frame = new Frame(context, null, function.size(), context.root());
    if (selfSlot >= 0) {
      frame.write(0, selfSlot, blocks.reference(context));
    }
    scope.enter(frame);
    body.execute(frame);
    return context.rendering();
  }
}

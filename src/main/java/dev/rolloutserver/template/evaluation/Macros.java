package dev.rolloutserver.template.evaluation;

import dev.rolloutserver.template.values.Arguments;
import dev.rolloutserver.template.values.Texts;

/** Statements that define macros, or call something with a body. */
final class Macros {
  private Macros() {}

  static final class Define extends StatementNode {
    private final MacroCode code;
    private final TargetNode target;

    Define(MacroCode code, TargetNode target) {
      this.code = code;
      this.target = target;
    }

    @Override
    Flow execute(Frame frame) {
      frame.budget().step(1);
      target.assign(new MacroValue(code, frame), frame);
      return Flow.NEXT;
    }
  }

  static final class CallBlock extends StatementNode {
    private final ExpressionNode callee;
    private final ArgumentNodes arguments;
    private final MacroCode code;
    private final int line;

    CallBlock(ExpressionNode callee, ArgumentNodes arguments, MacroCode code, int line) {
      this.callee = callee;
      this.arguments = arguments;
      this.code = code;
      this.line = line;
    }

    @Override
    Flow execute(Frame frame) {
      Statements.begin(frame, 1, line);
      Object target = callee.evaluate(frame);
      Arguments all = arguments.evaluate(frame).with("caller", new MacroValue(code, frame));
      frame.out().join(Accesses.call(target, all, frame));
      return Flow.NEXT;
    }
  }

  /** Prints its body and reports where it stands in the output of the template. */
  static final class Generation extends StatementNode {
    private final MacroCode code;
    private final int line;

    Generation(MacroCode code, int line) {
      this.code = code;
      this.line = line;
    }

    @Override
    Flow execute(Frame frame) {
      Statements.begin(frame, 1, line);
      Object text = new MacroValue(code, frame).call(Arguments.NONE);
      frame.context.generated(Texts.str(text, frame.budget()));
      frame.out().join(text);
      return Flow.NEXT;
    }
  }
}

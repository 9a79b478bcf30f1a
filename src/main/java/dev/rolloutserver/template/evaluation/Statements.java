package dev.rolloutserver.template.evaluation;

import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.template.builtins.Evaluation;
import dev.rolloutserver.template.values.Markup;
import dev.rolloutserver.template.values.Truth;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The statements without a loop or a call. */
final class Statements {
  private Statements() {}

  /** Statements one after the other. */
  static final class Body {
    private final List<StatementNode> statements;

    Body(List<StatementNode> statements) {
      this.statements = statements;
    }

    Flow execute(Frame frame) {
      for (StatementNode statement : statements) {
        Flow flow = statement.execute(frame);
        if (flow != Flow.NEXT) {
          return flow;
        }
      }
      return Flow.NEXT;
    }
  }

  static final class Text extends StatementNode {
    private final String text;

    Text(String text) {
      this.text = text;
    }

    @Override
    Flow execute(Frame frame) {
      frame.budget().step(1);
      frame.out().write(text);
      return Flow.NEXT;
    }
  }

  static final class Print extends StatementNode {
    private final ExpressionNode expression;
    private final Escaping escaping;
    private final int cost;
    private final int line;

    Print(ExpressionNode expression, Escaping escaping, int cost, int line) {
      this.expression = expression;
      this.escaping = escaping;
      this.cost = cost;
      this.line = line;
    }

    @Override
    Flow execute(Frame frame) {
      begin(frame, cost, line);
      expression.print(frame, escaping);
      return Flow.NEXT;
    }
  }

  static final class If extends StatementNode {
    private final List<ExpressionNode> tests;
    private final List<Body> bodies;
    private final Body otherwise;
    private final int cost;
    private final List<Integer> lines;

    If(
        List<ExpressionNode> tests,
        List<Body> bodies,
        Body otherwise,
        int cost,
        List<Integer> lines) {
      this.tests = tests;
      this.bodies = bodies;
      this.otherwise = otherwise;
      this.cost = cost;
      this.lines = lines;
    }

    @Override
    Flow execute(Frame frame) {
      frame.budget().step(cost);
      for (int i = 0; i < tests.size(); i++) {
        frame.evaluation().line(lines.get(i));
        if (tests.get(i).isTrue(frame)) {
          return bodies.get(i).execute(frame);
        }
      }
      return otherwise.execute(frame);
    }
  }

  static final class Jump extends StatementNode {
    private final Flow flow;

    Jump(Flow flow) {
      this.flow = flow;
    }

    @Override
    Flow execute(Frame frame) {
      return flow;
    }
  }

  static final class Assign extends StatementNode {
    private final TargetNode target;
    private final ExpressionNode value;
    private final int cost;
    private final int line;

    Assign(TargetNode target, ExpressionNode value, int cost, int line) {
      this.target = target;
      this.value = value;
      this.cost = cost;
      this.line = line;
    }

    @Override
    Flow execute(Frame frame) {
      begin(frame, cost, line);
      target.check(frame);
      target.assign(value.evaluate(frame), frame);
      return Flow.NEXT;
    }
  }

  /** Captures the text of a body and assigns it, filtered if wanted. */
  static final class AssignBlock extends StatementNode {
    private final TargetNode target;
    private final @Nullable ExpressionNode filter;
    private final ScopeEntry scope;
    private final Body body;
    private final int line;

    AssignBlock(
        TargetNode target, @Nullable ExpressionNode filter, ScopeEntry scope, Body body, int line) {
      this.target = target;
      this.filter = filter;
      this.scope = scope;
      this.body = body;
      this.line = line;
    }

    @Override
    Flow execute(Frame frame) {
      begin(frame, 1, line);
      Output before = frame.redirect(frame.context.newOutput());
      scope.enter(frame);
      Flow flow = body.execute(frame);
      if (flow != Flow.NEXT) {
        frame.redirect(before);
        return flow;
      }
      frame.evaluation().line(line);
      Object value = filter == null ? frame.out().captured() : filter.evaluate(frame);
      frame.redirect(before);
      boolean escapes = frame.evaluation().autoescape();
      target.assign(escapes ? Markup.of(value, frame.budget()) : value, frame);
      scope.leave(frame);
      return Flow.NEXT;
    }
  }

  /** Captures the text of a body and prints it filtered. */
  static final class FilterBlock extends StatementNode {
    private final ExpressionNode filter;
    private final ScopeEntry scope;
    private final Body body;
    private final int line;

    FilterBlock(ExpressionNode filter, ScopeEntry scope, Body body, int line) {
      this.filter = filter;
      this.scope = scope;
      this.body = body;
      this.line = line;
    }

    @Override
    Flow execute(Frame frame) {
      begin(frame, 1, line);
      scope.enter(frame);
      Output before = frame.redirect(frame.context.newOutput());
      Flow flow = body.execute(frame);
      if (flow != Flow.NEXT) {
        frame.redirect(before);
        return flow;
      }
      frame.evaluation().line(line);
      Object value = filter.evaluate(frame);
      frame.redirect(before);
      frame.out().join(value);
      scope.leave(frame);
      return Flow.NEXT;
    }
  }

  static final class With extends StatementNode {
    private final ScopeEntry scope;
    private final List<TargetNode> targets;
    private final List<ExpressionNode> values;
    private final Body body;
    private final int line;

    With(
        ScopeEntry scope,
        List<TargetNode> targets,
        List<ExpressionNode> values,
        Body body,
        int line) {
      this.scope = scope;
      this.targets = targets;
      this.values = values;
      this.body = body;
      this.line = line;
    }

    @Override
    Flow execute(Frame frame) {
      begin(frame, 1 + values.size(), line);
      scope.enter(frame);
      for (int i = 0; i < targets.size(); i++) {
        targets.get(i).assign(values.get(i).evaluate(frame), frame);
      }
      Flow flow = body.execute(frame);
      if (flow == Flow.NEXT) {
        scope.leave(frame);
      }
      return flow;
    }
  }

  static final class Autoescape extends StatementNode {
    private final ScopeEntry scope;
    private final ExpressionNode enabled;
    private final Body body;

    Autoescape(ScopeEntry scope, ExpressionNode enabled, Body body) {
      this.scope = scope;
      this.enabled = enabled;
      this.body = body;
    }

    @Override
    Flow execute(Frame frame) {
      scope.enter(frame);
      Evaluation evaluation = frame.evaluation();
      boolean before = evaluation.autoescape();
      evaluation.autoescape(Truth.of(enabled.evaluate(frame)));
      Flow flow = body.execute(frame);
      if (flow == Flow.NEXT) {
        // a jump out of the block leaves escaping on, as in Jinja2
        evaluation.autoescape(before);
        scope.leave(frame);
      }
      return flow;
    }
  }

  /** Include, import or extends: there is nothing to load from. */
  static final class Load extends StatementNode {
    private final ExpressionNode template;
    private final int line;

    Load(ExpressionNode template, int line) {
      this.template = template;
      this.line = line;
    }

    @Override
    Flow execute(Frame frame) {
      begin(frame, 1, line);
      template.evaluate(frame);
      throw PythonError.typeError("no loader for this environment specified");
    }
  }

  /** Makes variables of the top level visible to blocks. */
  static final class Export extends StatementNode {
    private final List<String> names;
    private final List<ExpressionNode> variables;

    Export(List<String> names, List<ExpressionNode> variables) {
      this.names = names;
      this.variables = variables;
    }

    @Override
    Flow execute(Frame frame) {
      for (int i = 0; i < names.size(); i++) {
        frame.context.export(names.get(i), variables.get(i).evaluate(frame));
      }
      return Flow.NEXT;
    }
  }

  static void begin(Frame frame, int cost, int line) {
    Evaluation evaluation = frame.evaluation();
    evaluation.budget().step(cost);
    evaluation.line(line);
  }
}

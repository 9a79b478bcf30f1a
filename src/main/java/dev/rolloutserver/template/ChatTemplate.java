package dev.rolloutserver.template;

import dev.rolloutserver.python.PythonError;
import dev.rolloutserver.template.builtins.Evaluation;
import dev.rolloutserver.template.builtins.RaisedByTemplate;
import dev.rolloutserver.template.evaluation.CompiledTemplate;
import dev.rolloutserver.template.values.Budget;
import dev.rolloutserver.template.values.LimitReached;
import java.time.Clock;
import java.util.Map;

/**
 * A compiled chat template. It renders any number of times, in many threads at once, and reaches
 * nothing but the values it is given.
 */
public final class ChatTemplate {
  private final CompiledTemplate template;
  private final TemplateLimits limits;

  private ChatTemplate(CompiledTemplate template, TemplateLimits limits) {
    this.template = template;
    this.limits = limits;
  }

  /**
   * Compiles a template with the default limits.
   *
   * @throws TemplateException if the text is not a template
   */
  public static ChatTemplate compile(String source) {
    return compile(source, TemplateLimits.DEFAULT);
  }

  /**
   * Compiles a template.
   *
   * @throws TemplateException if the text is not a template
   */
  public static ChatTemplate compile(String source, TemplateLimits limits) {
    try {
      return new ChatTemplate(CompiledTemplate.of(source), limits);
    } catch (StackOverflowError e) {
      throw TemplateException.limit("the template is nested too deep", 0);
    }
  }

  /**
   * Renders with these variables: null, Boolean, Long, BigInteger, Double, String, and Lists and
   * Maps with text keys of them. They are only read.
   *
   * @param clock what {@code strftime_now} reads, in its time zone
   * @throws TemplateException if the template refuses, or cannot be evaluated within its limits
   */
  public Rendering render(Map<String, ?> variables, Clock clock) {
    Budget budget = new Budget(limits.maxSteps(), limits.maxCharacters(), limits.maxNesting());
    Evaluation evaluation = new Evaluation(budget, clock);
    try {
      return template.run(variables, evaluation, limits.maxOutput());
    } catch (RaisedByTemplate e) {
      throw TemplateException.raised(String.valueOf(e.getMessage()), evaluation.line());
    } catch (LimitReached e) {
      throw TemplateException.limit(String.valueOf(e.getMessage()), evaluation.line());
    } catch (PythonError e) {
      throw e.kind() == PythonError.Kind.LIMIT_ERROR
          ? TemplateException.limit(e.text(), evaluation.line())
          : TemplateException.evaluation(e.lastLine(), evaluation.line());
    } catch (StackOverflowError e) {
      throw TemplateException.limit("nested too deep", evaluation.line());
    }
  }
}

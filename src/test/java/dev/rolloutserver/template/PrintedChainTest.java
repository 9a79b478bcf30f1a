package dev.rolloutserver.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rolloutserver.template.Rendering.Span;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Chains of {@code +} and {@code ~}, whose texts are printed without joining them. */
class PrintedChainTest {
  private static final Clock CLOCK = Clock.systemUTC();

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '#',
      ignoreLeadingAndTrailingWhitespace = true,
      nullValues = "NULL",
      value = {
        "{{ '<a>' + s + '' + w + '<b>' }} # <a>text❤👍<b>",
        "{{ '' + '' + empty }} # ''",
        "{{ ('a' + s) + ('b' + s) }} # atextbtext",
        "{{ 'a' + 'b' + s + 'c' + 'd' }} # abtextcd",
        "{{ 1 + i + 2.5 + b }} # 7.5",
        "{{ big + big + 1 }} # 18446744073709551615",
        "{{ l + [s] + [1, 'x'] }} # [1, 2, 'text', 1, 'x']",
        "{{ (1,) + (s,) }} # (1, 'text')",
        "{{ '<' + s + m + '<' + s }} # &lt;text<i>&lt;text",
        "{{ m + '<' + '>' }} # <i>&lt;&gt;",
        "{{ '<' ~ s ~ m ~ 1 ~ none ~ gone ~ 2.0 ~ l ~ '>' }} # <text<i>1None2.0[1, 2]>",
        "{{ 'a' + s ~ i + 'b' }} # atext3b",
        "{{ ('a' + s)|upper + 'b' + s|length|string }} # ATEXTb4",
        "{{ 'a' + s if b else i + 1 }} # atext",
        "{% autoescape true %}{{ '<' + s + '>' }}{% endautoescape %} # &lt;text&gt;",
        "{% autoescape true %}{{ '<' + m + '>' }}{% endautoescape %} # &lt;<i>&gt;",
        "{% autoescape true %}{{ '<' ~ s ~ '>' }}{% endautoescape %} # &lt;text&gt;",
        "{% autoescape true %}{{ '<' ~ m ~ 1 ~ '>' }}{% endautoescape %} # &lt;<i>1&gt;",
        "{% autoescape b %}{{ '<' + m + '>' }}{% endautoescape %} # &lt;<i>&gt;",
        "{% autoescape b %}{{ '<' ~ m ~ '>' }}{% endautoescape %} # &lt;&lt;i&gt;&gt;",
        "{% set x %}{{ '<' + s }}{{ '' + '' + '' }}{% endset %}{{ x + '!' }} # <text!",
        "{% set x = '<' + s + w + '>' %}{{ x|length }}{{ x }} # 8<text❤👍>",
      })
  void print_chain_isThatOfJinja(String template, String expected) {
    assertThat(rendered(template).text()).isEqualTo(expected);
  }

  /** Each side notes that it is evaluated, and raises what is noted so far. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '#',
      value = {
        "{{ note('a') + note('b') + 1 + stop() }} #"
            + " TypeError: can only concatenate str (not \"int\") to str",
        "{{ note('a') + 1 + stop() }} # TypeError: can only concatenate str (not \"int\") to str",
        "{{ 1 + note('a') + stop() }} #"
            + " TypeError: unsupported operand type(s) for +: 'int' and 'str'",
        "{{ note('a') + gone + stop() }} # UndefinedError: 'gone' is undefined",
        "{{ note('a') + none + stop() }} #"
            + " TypeError: can only concatenate str (not \"NoneType\") to str",
        "{{ none + stop() }} # ab",
        "{{ note('a') + note('b') + stop() + 1 }} # abab",
        "{{ [1] + note('a') + stop() }} #"
            + " TypeError: can only concatenate list (not \"str\") to list",
        "{{ l + [1] + 1 + stop() }} # TypeError: can only concatenate list (not \"int\") to list",
        "{{ i + 1 + s + stop() }} # TypeError: unsupported operand type(s) for +: 'int' and 'str'",
        "{{ note('a') ~ gone ~ stop() ~ (1 + s) }} # aba",
      })
  void print_operandThatCannotBeAdded_failsBeforeTheNextIsEvaluated(
      String template, String message) {
    String macros =
        "{% set ns = namespace(noted='ab') %}"
            + "{% macro note(x) %}{% set ns.noted = ns.noted + x %}{{ x }}{% endmacro %}"
            + "{% macro stop() %}{{ raise_exception(ns.noted) }}{% endmacro %}";

    TemplateException failure =
        catchThrowableOfType(TemplateException.class, () -> rendered(macros + template));

    assertThat(failure).hasMessage(message);
  }

  @Test
  void print_generationInsideAnOperand_beginsBeforeTheOperandsAroundIt() {
    Rendering rendering =
        rendered(
            "{% macro said() %}{% generation %}{{ s + '!' }}{% endgeneration %}{% endmacro %}"
                + "12{{ 'abc' + said() + 'd' }}");

    assertThat(rendering.text()).isEqualTo("12abctext!d");
    assertThat(rendering.generationSpans()).containsExactly(new Span(2, 7));
  }

  @Test
  void print_chainAtTheLimitOfTheOutput_isRenderedUnlessItIsLonger() {
    TemplateLimits limits = new TemplateLimits(9, 1000, 1000, 10);
    ChatTemplate template = ChatTemplate.compile("{{ '<' + s + '>' ~ '' }}", limits);

    assertThat(template.render(Map.of("s", "1234567"), CLOCK).text()).isEqualTo("<1234567>");
    assertThat(
            catchThrowableOfType(
                TemplateException.class, () -> template.render(Map.of("s", "12345678"), CLOCK)))
        .hasMessage("more than 9 characters of output");
  }

  @Test
  void assign_chainOfTexts_isChargedOnceForTheWhole() {
    TemplateLimits limits = new TemplateLimits(100, 1000, 9, 10);
    ChatTemplate template = ChatTemplate.compile("{% set x = '<' + s + '>' %}{{ x }}", limits);

    assertThat(template.render(Map.of("s", "1234567"), CLOCK).text()).isEqualTo("<1234567>");
    assertThat(
            catchThrowableOfType(
                TemplateException.class, () -> template.render(Map.of("s", "12345678"), CLOCK)))
        .hasMessage("more than 9 characters of values");
  }

  private static Rendering rendered(String template) {
    Map<String, @Nullable Object> variables = new LinkedHashMap<>();
    variables.put("s", "text");
    variables.put("w", "❤👍");
    variables.put("empty", "");
    variables.put("i", 3L);
    variables.put("b", true);
    variables.put("big", Long.MAX_VALUE);
    variables.put("l", List.of(1L, 2L));
    return ChatTemplate.compile("{% set m = '<i>'|safe %}" + template).render(variables, CLOCK);
  }
}

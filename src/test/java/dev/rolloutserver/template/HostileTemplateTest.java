package dev.rolloutserver.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Templates that want all memory, all time or all stack; more of them in etc/scripts. */
class HostileTemplateTest {
  private static final int MUTATIONS = 5_000;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ 'a' * 999999999999 }}",
        "{{ ('a' * 99999) * 99999 }}",
        "{{ [0] * 999999999 }}",
        "{{ (0,) * 999999999 }}",
        "{{ '%999999999d' % 1 }}",
        "{{ '%.999999999f' % 1.5 }}",
        "{{ '{:>999999999}'.format(1) }}",
        "{{ 'a'|center(999999999) }}",
        "{{ 'a'.ljust(999999999) }}",
        "{{ 'a'.zfill(999999999) }}",
        "{{ '\t\t\t'.expandtabs(999999999) }}",
        "{{ 'a\nb'|indent(999999999) }}",
        "{{ ('a' * 99999).replace('', 'b' * 99999) }}",
        "{{ ('a' * 99999)|replace('a', 'b' * 99999) }}",
        "{{ ('x' * 9999).join('a' * 99999) }}",
        "{{ range(99999)|join('x' * 99999) }}",
        "{{ [1]|batch(999999999, 'x')|list }}",
        "{{ [1]|slice(999999999)|list }}",
        "{{ lipsum(999999999) }}",
        "{{ {'a': 1}|tojson(indent=999999999) }}",
        "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
        "{% set ns = namespace(s='a') %}{% for i in range(99) %}"
            + "{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
        "{% set ns = namespace(l=[1]) %}{% for i in range(99) %}"
            + "{% set ns.l = ns.l + ns.l %}{% endfor %}",
        "{% set ns = namespace(l=[1]) %}{% for i in range(99) %}"
            + "{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l }}",
        "{% set ns = namespace(l=[1], m=[1]) %}{% for i in range(99) %}{% set ns.l = [ns.l, ns.l] %}"
            + "{% set ns.m = [ns.m, ns.m] %}{% endfor %}{{ ns.l == ns.m }}",
        "{% set ns = namespace(l=[1]) %}{% for i in range(99) %}"
            + "{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l|tojson }}",
        "{% set ns = namespace(l=1) %}{% for i in range(9999) %}"
            + "{% set ns.l = [ns.l] %}{% endfor %}{{ ns.l }}",
        "{% set ns = namespace(g='a') %}{% for i in range(9999) %}"
            + "{% set ns.g = ns.g|map('upper') %}{% endfor %}{{ ns.g|list }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
        "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(99) }}",
        "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
        "{% block a %}{{ self.a() }}{% endblock %}",
        "{% set ns = namespace(n=9) %}{% for i in range(99) %}{% set ns.n = ns.n * ns.n %}{% endfor %}",
        "{{ 9 ** 999999999 }}",
        "{{ ((9 ** 9) ** 9) ** 9999 }}",
      })
  void render_explosion_reachesALimit(String source) {
    ChatTemplate template = ChatTemplate.compile(source);

    TemplateException failure =
        catchThrowableOfType(
            TemplateException.class, () -> template.render(Map.of(), Clock.systemUTC()));

    assertThat(failure.kind()).isEqualTo(TemplateException.Kind.LIMIT);
    assertThat(failure.line()).isEqualTo(source.indexOf('\n') < 0 ? 1 : failure.line());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(",
        "[",
        "{'a': ",
        "not ",
        "-",
        "x[",
        "x(",
        "x|f(",
        "{% if x %}",
        "{% for x in y %}"
      })
  void compile_deepNesting_reachesALimit(String opening) {
    String source =
        opening.startsWith("{%") ? opening.repeat(50_000) : "{{ " + opening.repeat(50_000);

    TemplateException failure =
        catchThrowableOfType(TemplateException.class, () -> ChatTemplate.compile(source));

    assertThat(failure.kind()).isEqualTo(TemplateException.Kind.LIMIT);
  }

  @Test
  void compile_longChain_reachesALimit() {
    String source = "{{ 1" + " + x".repeat(50_000) + " }}";

    TemplateException failure =
        catchThrowableOfType(TemplateException.class, () -> ChatTemplate.compile(source));

    assertThat(failure.kind()).isEqualTo(TemplateException.Kind.LIMIT);
  }

  @Test
  void compile_hugeTemplate_reachesALimit() {
    TemplateException failure =
        catchThrowableOfType(
            TemplateException.class, () -> ChatTemplate.compile("a".repeat(1_000_001)));

    assertThat(failure.kind()).isEqualTo(TemplateException.Kind.LIMIT);
    assertThat(failure).hasMessage("a template of more than 1000000 characters");
  }

  /**
   * A template that any mutation may have turned into anything ends in a text or in one exception.
   */
  @Test
  void compileAndRender_mutatedTemplates_neverFailOtherwise() {
    String source =
        "{%- macro m(a, b=[1, 'x']) -%}{{ a|default(b, true)|join(', ') }}{% endmacro %}"
            + "{% for k, v in d.items() if k != 'z' recursive %}{{ loop.index0 ~ m(v) }}"
            + "{% set ns.x = ns.x + (v|length) %}{% else %}{{ raise_exception('no') }}{% endfor %}"
            + "{{ '%s-%d' % ('a', 3) }}{{ {'a': [1, 2.5, none]}|tojson(indent=2) }}"
            + "{% generation %}{{ messages[-1]['content'].split('</think>')[::-1] }}"
            + "{% endgeneration %}";
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    int ended = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      StringBuilder mutated = new StringBuilder(source);
      for (int change = random.nextInt(1, 6); change > 0; change--) {
        int at = random.nextInt(mutated.length());
        switch (random.nextInt(3)) {
          case 0 -> mutated.deleteCharAt(at);
          case 1 -> mutated.insert(at, source.charAt(random.nextInt(source.length())));
          default -> mutated.insert(at, source, 0, random.nextInt(source.length()));
        }
      }
      ended += endsProperly(mutated.toString()) ? 1 : 0;
    }

    assertThat(ended).isEqualTo(MUTATIONS);
  }

  private static boolean endsProperly(String source) {
    try {
      Rendering rendering =
          ChatTemplate.compile(source)
              .render(Map.of("d", Map.of("a", "b"), "messages", List.of()), Clock.systemUTC());
      return rendering.text() != null;
    } catch (TemplateException e) {
      return e.getMessage() != null;
    }
  }
}

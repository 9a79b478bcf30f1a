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
    assertLimit(source);
  }

  /** A text of a million characters costs little to name, but something to read. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "([s] * 99999)|map('striptags')|list",
        "([s] * 99999)|map('wordcount')|list",
        "([s] * 99999)|map('wordwrap')|list",
        "([s] * 99999)|map('title')|list",
        "([s] * 99999)|map('float')|list",
        "([s] * 99999)|map('replace', 'b', 'c')|list",
        "([s] * 99999)|select('lower')|list",
        "([s] * 99999)|select('in', s)|list",
        "([s, s ~ ''] * 49999)|unique|list",
        "([s, s ~ ''] * 49999)|max",
        "(['1' * 4000] * 99999)|map('int')|list",
        "([3 ** 9000] * 99999)|map('string')|list",
        "[3 ** 9000] * 99999",
        "([3 ** 9000] * 99999)|tojson",
        "('{0[0]}' * 99999).format([3 ** 9000])",
        "('%(n)d' * 99999) % {'n': 3 ** 9000}",
      })
  void render_readingALongValueOften_reachesALimit(String expression) {
    assertLimit("{% set s = 'a' * 1000000 %}{{ " + expression + " }}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s.isalpha()",
        "s.lower()",
        "s.strip()",
        "s is lower",
        "s == t",
        "s in t",
        "d[s]",
        "s.translate({})",
        "n * n",
        "n // 7",
        "n|string",
        "n == n + 0",
        "s[1] ~ t[1]",
      })
  void render_readingALongValueInALoop_reachesALimit(String expression) {
    assertLimit(
        "{% set s = 'a\uD83D\uDE00' * 500000 %}{% set t = s ~ '' %}{% set d = {t: 1} %}"
            + "{% set n = 3 ** 9000 %}{% for i in range(99999) %}{% for j in range(99) %}"
            + "{% set z = "
            + expression
            + " %}{% endfor %}{% endfor %}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "('a' * 500000 ~ 'b') in s",
        "s.find('a' * 500000 ~ 'b')",
        "s.rfind('b' ~ 'a' * 500000)",
        "s.count('a' * 500000 ~ 'b')",
        "s.split('a' * 500000 ~ 'b')|length",
        "s.rsplit('b' ~ 'a' * 500000)|length",
        "s.replace('a' * 500000 ~ 'b', '')|length",
      })
  void render_searchForALongText_takesLinearTime(String expression) {
    // in quadratic time it would take minutes
    assertThat(render("{% set s = 'a' * 1000000 %}{{ " + expression + " }}"))
        .isIn("False", "-1", "0", "1", "1000000");
  }

  @Test
  void render_charactersOfALongTextBeyondTheBasicPlane_areFoundWithoutCounting() {
    String source =
        "{% set s = 'a\uD83D\uDE00' * 50000 %}{% set ns = namespace(n=0) %}"
            + "{% for i in range(s|length) %}{% if s[i] == 'a' %}{% set ns.n = ns.n + 1 %}"
            + "{% endif %}{% endfor %}{{ ns.n }} {{ s[-1] }} {{ s[64:67] }} {{ s[67:63:-1] }}";

    assertThat(render(source))
        .isEqualTo("50000 \uD83D\uDE00 a\uD83D\uDE00a \uD83D\uDE00a\uD83D\uDE00a");
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

  private static String render(String source) {
    return ChatTemplate.compile(source).render(Map.of(), Clock.systemUTC()).text();
  }

  private static void assertLimit(String source) {
    TemplateException failure = catchThrowableOfType(TemplateException.class, () -> render(source));

    assertThat(failure.kind()).isEqualTo(TemplateException.Kind.LIMIT);
    assertThat(failure.line()).isBetween(1, (int) source.lines().count());
  }
}

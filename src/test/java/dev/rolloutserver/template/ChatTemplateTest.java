package dev.rolloutserver.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatTemplateTest {
  private static final Clock CLOCK = Clock.systemUTC();

  @Test
  void render_valuesOfTheCaller_areNeverChanged() {
    Map<String, @Nullable Object> message = new LinkedHashMap<>();
    message.put("role", "user");
    message.put("content", null);
    List<Object> messages = new ArrayList<>(List.of(message));

    String text =
        ChatTemplate.compile(
                "{% for m in messages %}{% set m = 1 %}{% endfor %}"
                    + "{{ (messages + [1])|length }}{{ messages|sort(attribute='role')|length }}")
            .render(Map.of("messages", messages), CLOCK)
            .text();

    assertThat(text).isEqualTo("21");
    assertThat(messages).containsExactly(message);
    assertThat(message).hasSize(2);
  }

  @Test
  void render_manyThreadsAtOnce_giveTheSameText() throws Exception {
    ChatTemplate template =
        ChatTemplate.compile(
            "{% macro m(x) %}[{{ x }}]{% endmacro %}{% set ns = namespace(n=0) %}"
                + "{% for i in range(n) %}{% set ns.n = ns.n + i %}{{ m(i) }}{% endfor %}{{ ns.n }}");
    String wanted = template.render(Map.of("n", 50L), CLOCK).text();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> texts = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        texts.add(threads.submit(() -> template.render(Map.of("n", 50L), CLOCK).text()));
      }
      for (Future<String> text : texts) {
        assertThat(text.get()).isEqualTo(wanted);
      }
    }
  }

  @Test
  void render_clockInItsZone_isWhatStrftimeReads() {
    Clock clock = Clock.fixed(Instant.parse("2026-01-05T23:30:00Z"), ZoneId.of("Asia/Tokyo"));

    assertThat(
            ChatTemplate.compile("{{ strftime_now('%d %b %Y %H:%M') }}")
                .render(Map.of(), clock)
                .text())
        .isEqualTo("06 Jan 2026 08:30");
  }

  @Test
  void render_raiseException_isRaisedWithItsMessageAndLine() {
    ChatTemplate template =
        ChatTemplate.compile("a\n{% if true %}\n{{ raise_exception('No!') }}{% endif %}");

    TemplateException failure =
        catchThrowableOfType(TemplateException.class, () -> template.render(Map.of(), CLOCK));

    assertThat(failure.kind()).isEqualTo(TemplateException.Kind.RAISED);
    assertThat(failure).hasMessage("No!");
    assertThat(failure.line()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "'a{{ 1 + }}'#1#9#unexpected 'end of print statement'",
        "'é\n{% foo %}'#2#4#Encountered unknown tag 'foo'.",
        "'\n\n  {{ \"abc }}'#3#6#unexpected char '\"'",
        "'{{ x|nosuch }}'#1#6#No filter named 'nosuch'.",
        "'{{ x is nosuch }}'#1#9#No test named 'nosuch'.",
        "'{{ 👍 }}'#1#4#unexpected char '👍'",
        "'{% if x %}'#1#11#Unexpected end of template.",
        "'\n\n{% if x %}\n\n'#3#0#Unexpected end of template. Jinja was looking for the following"
            + " tags: 'elif' or 'else' or 'endif'. The innermost block that needs to be closed is"
            + " 'if'.",
        "'{% for y in x %}{% set z %}{% endfor %}'#1#31#Encountered unknown tag 'endfor'. You"
            + " probably made a nesting mistake. Jinja is expecting this tag, but currently looking"
            + " for 'endset'. The innermost block that needs to be closed is 'set'.",
        "{{ 'abc }}#1#4#unexpected char \"'\"",
      })
  void compile_wrongSyntax_hasLineAndColumn(String source, int line, int column, String message) {
    TemplateException failure =
        catchThrowableOfType(TemplateException.class, () -> ChatTemplate.compile(source));

    assertThat(failure.kind()).isEqualTo(TemplateException.Kind.SYNTAX);
    assertThat(failure.line()).isEqualTo(line);
    assertThat(failure.column()).isEqualTo(column);
    assertThat(failure).hasMessageStartingWith(message);
  }

  @Test
  void render_failedEvaluation_hasItsLineInsideAMacro() {
    ChatTemplate template =
        ChatTemplate.compile("{% macro m() %}\n\n{{ 1 + 'a' }}\n{% endmacro %}\n{{ m() }}");

    TemplateException failure =
        catchThrowableOfType(TemplateException.class, () -> template.render(Map.of(), CLOCK));

    assertThat(failure.kind()).isEqualTo(TemplateException.Kind.EVALUATION);
    assertThat(failure.line()).isEqualTo(3);
    assertThat(failure).hasMessage("TypeError: unsupported operand type(s) for +: 'int' and 'str'");
  }

  @Test
  void render_smallerLimits_areReached() {
    ChatTemplate template =
        ChatTemplate.compile(
            "{% for i in range(20) %}ab{% endfor %}", new TemplateLimits(10, 1000, 1000, 10));

    assertThatThrownBy(() -> template.render(Map.of(), CLOCK))
        .isInstanceOf(TemplateException.class)
        .hasMessage("more than 10 characters of output");
  }

  @Test
  void limits_belowOne_areRefused() {
    assertThatThrownBy(() -> new TemplateLimits(0, 1, 1, 1))
        .hasMessage("maxOutput is 0, but must be at least 1");
  }
}

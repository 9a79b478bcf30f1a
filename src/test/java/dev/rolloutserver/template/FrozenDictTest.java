package dev.rolloutserver.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rolloutserver.template.values.FrozenDict;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrozenDictTest {
  private static final Clock CLOCK = Clock.systemUTC();

  /** Twice each: what is remembered from one rendering serves the next. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ d|tojson }}",
        "{{ [d, d]|tojson }}{{ {'in': d}|tojson }}",
        "{{ d|tojson }}{{ d|tojson(indent=2) }}{{ d|tojson }}",
        "{{ d|tojson }}{{ d|tojson(sort_keys=true) }}{{ d|tojson(ensure_ascii=true) }}",
        "{{ d|tojson }}{{ d|tojson(separators=(',', ':')) }}{{ d|tojson(separators=(', ', ': ')) }}",
        "{{ d|tojson(ensure_ascii=false, indent=none, separators=none, sort_keys=false) }}",
        "{{ d }}{{ d|length }}{{ d.name }}{{ d['list'] }}{{ d.gone }}{{ d.get('none') }}",
        "{% for key, value in d.items() %}{{ key }}={{ value|tojson }};{% endfor %}",
        "{{ d == e }}{{ 'name' in d }}{{ 'gone' in d }}{{ d is mapping }}{{ d|dictsort }}",
      })
  void render_frozenDict_isThatOfTheDictItIsCopiedFrom(String source) {
    Map<String, @Nullable Object> dict = dict();
    FrozenDict frozen = FrozenDict.copyOf(dict);
    ChatTemplate template = ChatTemplate.compile(source);
    String expected = template.render(Map.of("d", dict, "e", dict), CLOCK).text();

    for (int i = 0; i < 2; i++) {
      assertThat(template.render(Map.of("d", frozen, "e", dict), CLOCK).text()).isEqualTo(expected);
    }
  }

  @Test
  void copyOf_dictThatIsChangedAfterwards_staysAsItWas() {
    List<@Nullable Object> list = new ArrayList<>(List.of(1L));
    Map<String, Object> inner = new LinkedHashMap<>(Map.of("list", list));
    Map<String, Object> dict = new LinkedHashMap<>(Map.of("inner", inner));
    FrozenDict frozen = FrozenDict.copyOf(dict);

    list.add(2L);
    inner.put("more", 1L);
    dict.clear();

    assertThat(frozen).isEqualTo(Map.of("inner", Map.of("list", List.of(1L))));
  }

  @Test
  void change_ofAnyLevel_isRefused() {
    FrozenDict frozen = FrozenDict.copyOf(Map.of("map", Map.of("k", 1L), "list", List.of(1L)));

    assertThatThrownBy(() -> frozen.put("a", 1L)).isInstanceOf(RuntimeException.class);
    assertThatThrownBy(frozen::clear).isInstanceOf(RuntimeException.class);
    for (Map.Entry<String, Object> entry : frozen.entrySet()) {
      assertThatThrownBy(() -> entry.setValue(1L)).isInstanceOf(RuntimeException.class);
    }
    assertThat(frozen)
        .hasEntrySatisfying("map", map -> assertThat((Map<?, ?>) map).isUnmodifiable())
        .hasEntrySatisfying("list", list -> assertThat((List<?>) list).isUnmodifiable());
  }

  @Test
  void copyOf_valueThatCouldChange_isRefused() {
    assertThatThrownBy(() -> FrozenDict.copyOf(Map.of("list", List.of(new AtomicLong()))))
        .hasMessage("no value of JSON: class java.util.concurrent.atomic.AtomicLong");
  }

  @Test
  void json_askedForTwice_isWrittenOnce() {
    FrozenDict frozen = FrozenDict.copyOf(Map.of());
    AtomicInteger written = new AtomicInteger();

    for (int i = 0; i < 2; i++) {
      assertThat(frozen.json(() -> "{" + written.incrementAndGet() + "}")).isEqualTo("{1}");
    }
  }

  /** What is remembered takes memory all the same where it is printed into a text. */
  @Test
  void render_rememberedText_isChargedEachTime() {
    FrozenDict frozen = FrozenDict.copyOf(Map.of("k", "1234567"));
    ChatTemplate template =
        ChatTemplate.compile(
            "{% for i in range(n) %}{{ d|tojson }}{% endfor %}",
            new TemplateLimits(1000, 1000, 100, 10));

    assertThat(template.render(Map.of("d", frozen, "n", 1L), CLOCK).text()).hasSize(16);
    assertThatThrownBy(() -> template.render(Map.of("d", frozen, "n", 9L), CLOCK))
        .hasMessage("more than 100 characters of values");
  }

  private static Map<String, @Nullable Object> dict() {
    Map<String, @Nullable Object> dict = new LinkedHashMap<>();
    dict.put("name", "é \"quoted\" \u2713");
    dict.put("list", Arrays.asList(1L, 2.5, null, true, List.of(), Map.of()));
    dict.put("none", null);
    dict.put("a", Map.of("inner", "text"));
    return dict;
  }
}

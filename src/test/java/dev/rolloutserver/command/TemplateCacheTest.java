package dev.rolloutserver.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.template.ChatTemplate;
import org.junit.jupiter.api.Test;

class TemplateCacheTest {
  @Test
  void of_textUsedLately_isCompiledOnce() {
    TemplateCache cache = new TemplateCache(2);
    ChatTemplate a = cache.of("a");
    ChatTemplate b = cache.of("b");

    assertThat(cache.of(new String("a".toCharArray()))).isSameAs(a);
    cache.of("c"); // pushes b out, which was used longest ago

    assertThat(cache.of("a")).isSameAs(a);
    assertThat(cache.of("b")).isNotSameAs(b);
  }
}

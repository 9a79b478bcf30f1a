package dev.rolloutserver.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerNameTest {
  @Test
  void parse_nameAndRevision_areSplitAtTheFirstSign() {
    assertThat(TokenizerName.parse("Qwen/Qwen3-8B"))
        .isEqualTo(new TokenizerName("Qwen/Qwen3-8B", null))
        .hasToString("Qwen/Qwen3-8B");
    assertThat(TokenizerName.parse("a/b@refs/pr/1"))
        .isEqualTo(new TokenizerName("a/b", "refs/pr/1"))
        .hasToString("a/b@refs/pr/1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "@", "a@", "@main", "a b", "a@b c", "a\n"})
  void parse_emptyOrBlankPart_isRefused(String text) {
    assertThatThrownBy(() -> TokenizerName.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the ");
  }
}

package dev.rolloutserver.tokenizer;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NativeHazardsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "normalizer|{'type':'Prepend','prepend':''}|an empty Prepend",
        "normalizer|{'type':'Replace','pattern':{'String':''},'content':'x'}|a Replace that",
        "normalizer|{'type':'Replace','pattern':{'Regex':'a*'},'content':'x'}|a Replace that",
        "normalizer|{'type':'Replace','pattern':{'Regex':'(?=a)'},'content':'x'}|a Replace that",
        "normalizer|{'type':'Precompiled','precompiled_charsmap':''}|a broken Precompiled",
        "normalizer|{'type':'Precompiled','precompiled_charsmap':'AAAA'}|a broken Precompiled",
        "normalizer|{'type':'Precompiled','precompiled_charsmap':'/////w=='}|a broken Precompiled",
        "normalizer|{'type':'Precompiled','precompiled_charsmap':'BAAAAAAAAAD/'}|a broken Prec",
        "normalizer|{'type':'Sequence','normalizers':[{'type':'Prepend','prepend':''}]}|an empty",
        "pre_tokenizer|{'type':'Sequence','pretokenizers':[{'type':'FixedLength','length':0}]}|a"
            + " FixedLength of 0",
        "model|{'continuing_subword_prefix':'##','merges':['a b']}|a merge without",
        "model|{'continuing_subword_prefix':'##','merges':[['##a','b']]}|a merge without"
      })
  void refuse_partThatEndsTheProcess_isNamed(String member, String part, String named) {
    assertThatExceptionOfType(TokenizerException.class)
        .isThrownBy(() -> NativeHazards.refuse(tokenizer(member, part)))
        .withMessageStartingWith("tokenizer.json has " + named)
        .withMessageEndingWith(", which the native library does not survive");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'Prepend','prepend':'_'}",
        "{'type':'Replace','pattern':{'String':' '},'content':'_'}",
        "{'type':'Replace','pattern':{'Regex':' {2,}'},'content':' '}",
        "{'type':'Replace','pattern':{'Regex':'(?<n'},'content':' '}",
        "{'type':'Precompiled','precompiled_charsmap':'BAAAAAAAAABh'}",
        "{'type':'FixedLength','length':1}",
        "null"
      })
  void refuse_partThatIsFine_passes(String part) {
    assertThatCode(() -> NativeHazards.refuse(tokenizer("normalizer", part)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'continuing_subword_prefix':'##','merges':['a ##b',['##a','##b']]}",
        "{'continuing_subword_prefix':'','merges':['a b']}",
        "{'continuing_subword_prefix':null,'merges':['a b']}"
      })
  void refuse_modelThatIsFine_passes(String model) {
    assertThatCode(() -> NativeHazards.refuse(tokenizer("model", model)))
        .doesNotThrowAnyException();
  }

  private static Map<String, @Nullable Object> tokenizer(String member, String part) {
    return Recorded.object(
        Json.read(("{'" + member + "':" + part + "}").replace('\'', '"'), JsonLimits.DEFAULT));
  }
}

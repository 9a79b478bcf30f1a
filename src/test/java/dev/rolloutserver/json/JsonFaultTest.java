package dev.rolloutserver.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.rolloutserver.json.JsonException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of documents that are not JSON. */
class JsonFaultTest {
  /** The documents with {@code str(error)} of Python 3.11's json.loads. */
  static List<Arguments> broken() {
    return List.of(
        arguments("", "Expecting value: line 1 column 1 (char 0)"),
        arguments(" \n", "Expecting value: line 2 column 1 (char 2)"),
        arguments("nul", "Expecting value: line 1 column 1 (char 0)"),
        arguments("NULL", "Expecting value: line 1 column 1 (char 0)"),
        arguments("-", "Expecting value: line 1 column 1 (char 0)"),
        arguments("+1", "Expecting value: line 1 column 1 (char 0)"),
        arguments(".5", "Expecting value: line 1 column 1 (char 0)"),
        arguments("01", "Extra data: line 1 column 2 (char 1)"),
        arguments("1.", "Extra data: line 1 column 2 (char 1)"),
        arguments("1.5e", "Extra data: line 1 column 4 (char 3)"),
        arguments("1 2", "Extra data: line 1 column 3 (char 2)"),
        arguments("[1]x", "Extra data: line 1 column 4 (char 3)"),
        arguments("[", "Expecting value: line 1 column 2 (char 1)"),
        arguments("[1", "Expecting ',' delimiter: line 1 column 3 (char 2)"),
        arguments("[1,]", "Expecting value: line 1 column 4 (char 3)"),
        arguments("[1 2]", "Expecting ',' delimiter: line 1 column 4 (char 3)"),
        arguments("[,1]", "Expecting value: line 1 column 2 (char 1)"),
        arguments(
            "{", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        arguments("{\"a\"", "Expecting ':' delimiter: line 1 column 5 (char 4)"),
        arguments("{\"a\":", "Expecting value: line 1 column 6 (char 5)"),
        arguments("{\"a\":}", "Expecting value: line 1 column 6 (char 5)"),
        arguments("{\"a\":1", "Expecting ',' delimiter: line 1 column 7 (char 6)"),
        arguments(
            "{\"a\":1,}",
            "Expecting property name enclosed in double quotes: line 1 column 8 (char 7)"),
        arguments("{\"a\":1 \"b\":2}", "Expecting ',' delimiter: line 1 column 8 (char 7)"),
        arguments(
            "{'a': 1}",
            "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        arguments(
            "{a: 1}",
            "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        arguments("{\"a\" 1}", "Expecting ':' delimiter: line 1 column 6 (char 5)"),
        arguments("\"abc", "Unterminated string starting at: line 1 column 1 (char 0)"),
        arguments("\"\\", "Unterminated string starting at: line 1 column 1 (char 0)"),
        arguments("\"\\x\"", "Invalid \\escape: line 1 column 2 (char 1)"),
        arguments("\"\\u12\"", "Invalid \\uXXXX escape: line 1 column 3 (char 2)"),
        arguments("\"\\u12g4\"", "Invalid \\uXXXX escape: line 1 column 3 (char 2)"),
        arguments("\"\\ud83d\\u00\"", "Invalid \\uXXXX escape: line 1 column 9 (char 8)"),
        arguments("\"a\tb\"", "Invalid control character at: line 1 column 3 (char 2)"),
        arguments("[1] ]", "Extra data: line 1 column 5 (char 4)"),
        arguments("[1}", "Expecting ',' delimiter: line 1 column 3 (char 2)"),
        arguments("/**/1", "Expecting value: line 1 column 1 (char 0)"),
        arguments("\u00a01", "Expecting value: line 1 column 1 (char 0)"),
        arguments(
            "[\n  \"é😀\",\n  \"😀\" x\n]", "Expecting ',' delimiter: line 3 column 7 (char 16)"),
        arguments("\"😀\" x", "Extra data: line 1 column 5 (char 4)"),
        arguments("{\"a\": [1, {\"b\": tru}]}", "Expecting value: line 1 column 17 (char 16)"),
        arguments("\r\n[\r\nx]", "Expecting value: line 3 column 1 (char 5)"),
        arguments("[1]\u0000", "Extra data: line 1 column 4 (char 3)"),
        arguments("\u0000\u0000\u0000[", "Expecting value: line 1 column 1 (char 0)"),
        arguments("truex", "Extra data: line 1 column 5 (char 4)"),
        arguments("[1\"a\"]", "Expecting ',' delimiter: line 1 column 3 (char 2)"));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void read_brokenDocument_saysWhatPythonSays(String document, String expected) {
    JsonException fault = fault(document.getBytes(StandardCharsets.UTF_8));

    assertThat(fault).hasMessage(expected);
    assertThat(fault.kind()).isEqualTo(Kind.SYNTAX);
    assertThat(expected)
        .isEqualTo(
            "%s: line %d column %d (char %d)",
            fault.problem(), fault.line(), fault.column(), fault.offset());
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "Infinity", "-Infinity"})
  void read_literalOfPythonAlone_isRefused(String literal) {
    assertThat(fault(("[1, " + literal + "]").getBytes(StandardCharsets.UTF_8)))
        .hasMessage(literal + " is not JSON: line 1 column 5 (char 4)");
  }

  @ParameterizedTest
  @CsvSource({
    "\\ud800, 2",
    "ab\\uD800, 4",
    "\\udbffx, 2",
    "\\ud800\\n, 2",
    "\\ud800\\u0041, 2",
    "\\ud800\\ud800, 2",
    "\\uDc00, 2",
    "\\\\\\udfff, 4",
    "\\ud83d\\ude00\\udE00, 14",
    "é\\\"\\ud7ff\\ud800, 11"
  })
  void read_nameWithALoneSurrogate_isRefused(String name, int offset) {
    JsonException fault = fault(("{\"" + name + "\": 1}").getBytes(StandardCharsets.UTF_8));

    assertThat(fault.problem()).isEqualTo("Half of a surrogate pair in a name");
    assertThat(fault.offset()).isEqualTo(offset);
  }

  @ParameterizedTest
  @CsvSource({
    "\\ud83d\\ude00, 😀",
    "\\uD83D\\uDE00x\\ud83d\\ude00, 😀x😀",
    "\\ue000, \ue000",
    "\\\\ud800, \\ud800"
  })
  void read_nameOfWholeCharacters_isRead(String name, String expected) {
    assertThat(Json.read("{\"" + name + "\": 1}", JsonLimits.DEFAULT))
        .isEqualTo(Map.of(expected, 1L));
    assertThat(fault(("{\"" + name + "\": x}").getBytes(StandardCharsets.UTF_8)).problem())
        .isEqualTo("Expecting value");
  }

  @Test
  void read_twoByteOrderMarks_isRefused() {
    assertThat(fault("\ufeff\ufeff1".getBytes(StandardCharsets.UTF_8)))
        .hasMessage("Expecting value: line 1 column 1 (char 0)");
  }

  @Test
  void read_faultAfterAByteOrderMark_isCountedWithoutIt() {
    assertThat(fault("\ufeff[1,]".getBytes(StandardCharsets.UTF_8)).offset()).isEqualTo(3);
  }

  /** Stray, cut and overlong sequences, surrogates, beyond the last code point, UTF-16. */
  @ParameterizedTest
  @CsvSource({
    "80, 0x80, 0",
    "2022c3a9ff22, 0xff, 3",
    "22c3, 0xc3, 1",
    "22c328, 0xc3, 1",
    "22c080, 0xc0, 1",
    "22e08080, 0xe0, 1",
    "22eda080, 0xed, 1",
    "22e282, 0xe2, 1",
    "22f0808080, 0xf0, 1",
    "22f4908080, 0xf4, 1",
    "22f09f98, 0xf0, 1",
    "22f5808080, 0xf5, 1",
    "fffe5b00, 0xff, 0",
    "313233343536373839303132333435363738ff, 0xff, 18",
    "efbbbf22f09f9880ff, 0xff, 2"
  })
  void read_invalidUtf8_isAnEncodingFault(String hex, String badByte, int offset) {
    JsonException fault = fault(HexFormat.of().parseHex(hex));

    assertThat(fault.kind()).isEqualTo(Kind.ENCODING);
    assertThat(fault.problem()).isEqualTo("Invalid UTF-8 (byte " + badByte + ")");
    assertThat(fault.offset()).isEqualTo(offset);
  }

  @Test
  void read_everyCodePointInUtf8_isRead() {
    StringBuilder all = new StringBuilder();
    for (int c = 0x20; c <= Character.MAX_CODE_POINT; c++) {
      if (c != '"' && c != '\\' && (c < 0xd800 || c > 0xdfff)) {
        all.appendCodePoint(c);
      }
    }

    assertThat(Json.read("\"" + all + "\"", JsonLimits.DEFAULT)).isEqualTo(all.toString());
  }

  @Test
  void read_stringWithHalfASurrogatePair_isAnEncodingFault() {
    JsonException fault =
        catchThrowableOfType(
            JsonException.class, () -> Json.read("\"😀\ud83d\"", JsonLimits.DEFAULT));

    assertThat(fault.kind()).isEqualTo(Kind.ENCODING);
    assertThat(fault.offset()).isEqualTo(2);
  }

  private static JsonException fault(byte[] document) {
    return catchThrowableOfType(JsonException.class, () -> Json.read(document, JsonLimits.DEFAULT));
  }
}

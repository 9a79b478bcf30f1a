package dev.rolloutserver.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rolloutserver.json.JsonException.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  private static final JsonLimits TIGHT = new JsonLimits(100, 3, 5, 4);

  @Test
  void read_everyKindOfValue_isAPlainValue() {
    assertThat(read("[null, true, false, \"x\", 1, 1.5, {}, []]"))
        .isEqualTo(Arrays.asList(null, true, false, "x", 1L, 1.5, Map.of(), List.of()))
        .isExactlyInstanceOf(ArrayList.class);
    assertThat(read(" {} \r\n\t")).isExactlyInstanceOf(LinkedHashMap.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808",
        "-9223372036854775809",
        "123456789012345678901234567890"
      })
  void read_integer_isLongOrBeyond64BitsBigInteger(String digits) {
    BigInteger exact = new BigInteger(digits);
    Object expected = exact.bitLength() < 64 ? (Object) exact.longValue() : exact;

    assertThat(read(digits)).isEqualTo(expected);
    assertThat(Json.text(expected)).isEqualTo(digits);
  }

  @ParameterizedTest
  @CsvSource({
    "1.0, 1.0",
    "1e5, 100000.0",
    "1E+2, 100.0",
    "-0.0, -0.0",
    "-0e1, -0.0",
    "1e-400, 0.0",
    "4.9E-324, 4.9E-324",
    "2.2250738585072011e-308, 2.225073858507201E-308",
    "1.7976931348623157e308, 1.7976931348623157E308"
  })
  void read_fractionOrExponent_isADouble(String text, double expected) {
    assertThat(read(text)).isEqualTo(expected);
  }

  @Test
  void read_minusZero_isTheInteger() {
    assertThat(read("-0")).isEqualTo(0L);
  }

  @Test
  void read_memberTwice_lastValueAtTheFirstPosition() {
    assertThat(read("{\"a\": 1, \"b\": 2, \"a\": [3]}")).hasToString("{a=[3], b=2}");
  }

  @Test
  void read_nestedValues_keepTheirPlaces() {
    assertThat(read("{\"z\": {\"y\": [[1], {\"x\": 2}], \"w\": 3}, \"a\": 4}"))
        .hasToString("{z={y=[[1], {x=2}], w=3}, a=4}");
  }

  @Test
  void read_escapesAndSurrogates_areKept() {
    assertThat(read("\"\\ud83d\\ude00 \\ud800 \\u0000 \\/ é\"")).isEqualTo("😀 \ud800 \0 / é");
  }

  @Test
  void read_byteOrderMark_isSkipped() {
    assertThat(read("\ufeff[1]")).isEqualTo(List.of(1L));
  }

  @Test
  void read_stream_endsWithTheStream() throws IOException {
    byte[] document = "[1, 2]".getBytes(StandardCharsets.UTF_8);

    assertThat(Json.read(new ByteArrayInputStream(document), JsonLimits.DEFAULT))
        .isEqualTo(List.of(1L, 2L));
    assertThatThrownBy(
            () -> Json.read(new ByteArrayInputStream(document), new JsonLimits(5, 500, 4300, 1000)))
        .hasMessage("The document is longer than 5 bytes");
  }

  @Test
  void read_atTheLimits_isRead() {
    assertThat(Json.read("[[[-12345, 1.2345, \"1234\"]]]", TIGHT))
        .isEqualTo(List.of(List.of(List.of(-12345L, 1.2345, "1234"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[[[[]]]]     | Nesting deeper than 3: line 1 column 4 (char 3)",
        "[[{\"é\": {}}]] | Nesting deeper than 3: line 1 column 9 (char 8)",
        "[123456]     | Number of more than 5 digits: line 1 column 2 (char 1)",
        "[1.23456]    | Number of more than 5 digits: line 1 column 2 (char 1)",
        "[\"é\",\"12345\"] | String of more than 4 characters: line 1 column 6 (char 5)",
        "{\"12345\": 1} | String of more than 4 characters: line 1 column 2 (char 1)",
        "[1e400]       | Number out of range: line 1 column 2 (char 1)",
        "-1e999        | Number out of range: line 1 column 1 (char 0)"
      })
  void read_beyondALimit_saysWhichAndWhere(String document, String expected) {
    JsonException fault =
        catchThrowableOfType(JsonException.class, () -> Json.read(document, TIGHT));

    assertThat(fault).hasMessage(expected);
    assertThat(fault.kind().isLimit()).isTrue();
  }

  @Test
  void readNonFinite_whatPythonWrites_isRead() {
    assertThat(readNonFinite("[NaN, Infinity, {\"a\": -Infinity}, 1e400, -1e400, 1.5, 7, \"NaN\"]"))
        .hasToString("[NaN, Infinity, {a=-Infinity}, Infinity, -Infinity, 1.5, 7, NaN]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[INF]        | Expecting value: line 1 column 2 (char 1)",
        "[-INF]       | Expecting value: line 1 column 2 (char 1)",
        "[+INF]       | Expecting value: line 1 column 2 (char 1)",
        "[+Infinity]  | Expecting value: line 1 column 2 (char 1)",
        "[-NaN]       | Expecting value: line 1 column 2 (char 1)",
        "[nan]        | Expecting value: line 1 column 2 (char 1)",
        "NaNx         | Extra data: line 1 column 4 (char 3)",
        "[NaN, -x]    | Expecting value: line 1 column 7 (char 6)",
        "[NaN 1]      | Expecting ',' delimiter: line 1 column 6 (char 5)",
        "{NaN: 1}     | Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"
      })
  void readNonFinite_whatPythonRefuses_isRefusedInItsWords(String document, String expected) {
    assertThatThrownBy(() -> readNonFinite(document)).hasMessage(expected);
  }

  @Test
  void read_tooManyBytes_isALimitOfTheWhole() {
    JsonException fault =
        catchThrowableOfType(JsonException.class, () -> Json.read(" ".repeat(101), TIGHT));

    assertThat(fault).hasMessage("The document is longer than 100 bytes");
    assertThat(fault.line()).isZero();
  }

  @Test
  void read_integersOf4300Digits_areTheLongest() {
    String longest = "-" + "9".repeat(4300);

    assertThat(read(longest)).isEqualTo(new BigInteger(longest));
    assertThatThrownBy(() -> read(longest + "9")).isInstanceOf(JsonException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":", "[{\"a\":"})
  void read_deepNesting_isALimitAndNoOverflow(String opening) {
    String deep = opening.repeat(5_000_000);

    assertThatThrownBy(() -> read(deep)).hasMessageStartingWith("Nesting deeper than 500: ");
  }

  @Test
  void write_everyKindOfValue_isCompact() throws IOException {
    Map<String, @Nullable Object> value = new LinkedHashMap<>();
    value.put("b", Arrays.asList(null, true, 1, 2L, -0.0, new BigInteger("9".repeat(20))));
    value.put("a", Map.of());
    value.put("é", List.of(List.of(), "😀"));
    String expected =
        "{\"b\":[null,true,1,2,-0.0,99999999999999999999],\"a\":{},\"é\":[[],\"😀\"]}";
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    Json.writeTo(out, value);

    assertThat(Json.text(value)).isEqualTo(expected);
    assertThat(Json.write(value)).isEqualTo(expected.getBytes(StandardCharsets.UTF_8));
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(expected);
  }

  @Test
  void write_string_escapesWhatItMust() {
    assertThat(Json.text("\"\\/\n\r\t\b\f\0\u001f\u007f\u2028 \ud800\ud83d\ude00\udc00"))
        .isEqualTo("\"\\\"\\\\/\\n\\r\\t\\b\\f\\u0000\\u001f\u007f\u2028 \\ud800😀\\udc00\"");
  }

  /** Against the meaning: the characters, of which each is escaped alone, as UTF-8. */
  @Test
  void write_randomStrings_areTheirCharactersInUtf8() {
    String alphabet = "ab \"\\/\n\0\u001f\u007f\u0080é\u07ff\u0800€\ud7ff\ue000\uffff";
    Random random = new Random(3);
    for (int i = 0; i < 3_000; i++) {
      StringBuilder text = new StringBuilder();
      StringBuilder expected = new StringBuilder();
      // around the length that is taken at once
      for (int j = random.nextInt(5) * 256 + random.nextInt(4); j > 0; j--) {
        int character =
            switch (random.nextInt(8)) {
              case 0 -> 0x10000 + random.nextInt(0x100000);
              case 1 -> 0xd800 + random.nextInt(0x800);
              default -> alphabet.charAt(random.nextInt(alphabet.length()));
            };
        boolean joins =
            !text.isEmpty()
                && Character.isHighSurrogate(text.charAt(text.length() - 1))
                && character >= 0xdc00
                && character <= 0xdfff;
        if (!joins) {
          text.appendCodePoint(character);
          expected.append(escaped(character));
        }
      }

      byte[] written = Json.write(text.toString());

      assertThat(written).isEqualTo(("\"" + expected + "\"").getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String escaped(int character) {
    return switch (character) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\n' -> "\\n";
      default ->
          character < ' ' || (character >= 0xd800 && character <= 0xdfff)
              ? String.format("\\u%04x", character)
              : Character.toString(character);
    };
  }

  @Test
  void write_doubles_readBackEqual() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        assertThat(read(Json.text(value))).isEqualTo(value);
      }
    }
  }

  @Test
  void write_valueInsideItself_isALimitAndNoOverflow() {
    List<Object> itself = new ArrayList<>();
    itself.add(itself);

    JsonException fault = catchThrowableOfType(JsonException.class, () -> Json.write(itself));

    assertThat(fault).hasMessage("Nesting deeper than 10000");
    assertThat(fault.kind()).isEqualTo(Kind.LIMIT);
  }

  @Test
  void write_whatJsonHasNoFormFor_isRefused() {
    assertThatThrownBy(() -> Json.write(Double.NaN)).hasMessage("JSON has no form for NaN");
    assertThatThrownBy(() -> Json.write(List.of(Double.NEGATIVE_INFINITY)))
        .hasMessage("JSON has no form for -Infinity");
    assertThatThrownBy(() -> Json.write(1.5f))
        .hasMessage("JSON has no form for a value of java.lang.Float");
    assertThatThrownBy(() -> Json.write(Map.of(1, 2)))
        .hasMessage("A member's name must be a string: 1");
  }

  @Test
  void limits_belowOne_areRefused() {
    assertThatThrownBy(() -> new JsonLimits(1, 0, 1, 1))
        .hasMessage("maxDepth is 0, but must be at least 1");
  }

  private static @Nullable Object readNonFinite(String document) {
    return Json.readNonFinite(document.getBytes(StandardCharsets.UTF_8), JsonLimits.DEFAULT);
  }

  private static @Nullable Object read(String document) {
    return Json.read(document, JsonLimits.DEFAULT);
  }
}

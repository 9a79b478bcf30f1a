package dev.rolloutserver.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arrays read fast must be what the parser reads, and refused as the parser refuses them. */
class NumberArraysTest {
  private static final NumberArrays ARRAYS = new NumberArrays(Set.of("ids"), Set.of("counted"));

  @Test
  void read_ids_areAnArrayOfInts() {
    int[] ids = IntStream.range(0, 100_000).map(i -> i * 21_474).toArray();
    String text = IntStream.of(ids).mapToObj(Integer::toString).collect(Collectors.joining(","));

    assertThat(member("ids", "[" + text + "]")).isEqualTo(ids);
    assertThat(member("ids", "[ " + text.replace(",", "\r\n,\t") + " ]")).isEqualTo(ids);
    assertThat(member("ids", "[]")).isEqualTo(new int[0]);
    assertThat(member("ids", "[ \n ]")).isEqualTo(new int[0]);
  }

  /** Of each length, up to the bound and beyond it; alone, so that the document ends soon. */
  @Test
  void read_idsAroundEachPowerOfTenAndTheBound_areExact() {
    LongStream.iterate(1, power -> power <= 100_000_000_000L, power -> power * 10)
        .flatMap(power -> LongStream.of(power - 1, power, power + 1, 2 * power))
        .forEach(NumberArraysTest::assertExact);
    LongStream.of(Integer.MAX_VALUE - 1, Integer.MAX_VALUE, Integer.MAX_VALUE + 1L, 4_294_967_296L)
        .forEach(NumberArraysTest::assertExact);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[-1]",
        "[1, -0]",
        "[1.0]",
        "[1e3]",
        "[2147483648]",
        "[99999999999]",
        "[99999999999999999999]",
        "[\"5\"]",
        "[null]",
        "[true]",
        "[[1]]",
        "[1, {}]",
        "[NaN]",
        "5",
        "{}",
        "null",
        "\"[1]\""
      })
  void read_idsThatAreNone_arePlainValues(String value) {
    assertThat(member("ids", value)).isEqualTo(plainMember("ids", value));
  }

  @Test
  void read_numbers_areCounted() {
    String numbers = "[-0.25, 1e-7,0, -1.5E+3, 12345678901234567890, 1e400, 3]";

    assertThat(member("counted", numbers)).isEqualTo(new NumberCount(7));
    assertThat(member("counted", "[]")).isEqualTo(new NumberCount(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[NaN]", "[-Infinity, 1]", "[1, null]", "[\"1\"]", "[[1]]", "5", "{}"})
  void read_countedThatAreNoPlainNumbers_arePlainValues(String value) {
    assertThat(member("counted", value)).isEqualTo(plainMember("counted", value));
  }

  @Test
  void read_membersElsewhereOrOfOtherNames_arePlain() {
    String document =
        "{\"a\": {\"ids\": [1]}, \"Ids\": [1], \"b\": [{\"counted\": [1]}], \"\\u0069ds\": [1]}";

    assertThat(read(document)).isEqualTo(plain(document));
    assertThat(read("[{\"ids\": [1]}]")).isEqualTo(List.of(Map.of("ids", List.of(1L))));
    assertThat(read("[1, 2]")).isEqualTo(List.of(1L, 2L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"ids\": 5, \"x\": 1, \"ids\": [1]}",
        "{\"ids\": [2], \"ids\": [1]}",
        "{\"\\u0069ds\": [2], \"ids\": [1]}",
        "\ufeff{\"x\": \"[{\\\"\", \"ids\": [1], \"y\\\\\": [{\"]\": 1}]}"
      })
  void read_memberTwice_lastWins(String document) {
    assertThat(object(read(document)).get("ids")).isEqualTo(new int[] {1});
    assertThat(object(read("{\"ids\": [1], \"\\u0069ds\": [2]}")).get("ids"))
        .isEqualTo(List.of(2L));
  }

  @Test
  void read_membersKeepTheirOrder() {
    assertThat(
            object(read("{\"z\": 1, \"ids\": [1], \"a\": {\"b\": []}, \"counted\": []}")).keySet())
        .hasToString("[z, ids, a, counted]");
  }

  /** Every byte of a document is left out, doubled, and made each of the signs that matter. */
  @Test
  void read_documentsThatAreDamagedAnywhere_areReadOrRefusedAsByTheParser() {
    String document =
        "{\"a\":\"\\\"é\",\"ids\":[0, 12,3456789012],\"c\":[{\"ids\":[1]}],\"counted\":[-0.5e1,2]"
            + ",\"ids\":[1,20,300, 4000]}";
    for (int i = 0; i <= document.length(); i++) {
      String before = document.substring(0, i);
      assertAgrees(before);
      for (String sign : List.of("", "[", "]", "{", "}", ",", ":", "\"", "\\", "0", "-", ".")) {
        assertAgrees(before + sign + document.substring(i));
        if (i < document.length()) {
          assertAgrees(before + sign + document.substring(i + 1));
        }
      }
    }
  }

  @Test
  void read_randomDocuments_areReadOrRefusedAsByTheParser() {
    List<String> pieces =
        List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ",",
            ":",
            "\"ids\":",
            "\"counted\":[",
            "\"ids\":[",
            "\"x\":",
            "1",
            "0",
            "-2",
            "1.5",
            "1e5",
            "01",
            "123456789",
            " ",
            "\n",
            "\"a\\\"\"",
            "null",
            "NaN",
            "é",
            "\\",
            "\"",
            "+",
            ".",
            "2147483648",
            "{\"ids\":[1,2,",
            "\"}");
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder document = new StringBuilder(random.nextInt(4) == 0 ? "" : "{");
      for (int j = random.nextInt(12); j > 0; j--) {
        document.append(pieces.get(random.nextInt(pieces.size())));
      }
      assertAgrees(document + (random.nextInt(3) == 0 ? "" : "}"));
    }
  }

  @Test
  void read_atTheLimits_isAsByTheParser() {
    String document = "{\"ids\": [1234, 5], \"counted\": [-0.25, 3]}";
    for (int depth = 1; depth <= 3; depth++) {
      for (int digits = 1; digits <= 6; digits++) {
        JsonLimits limits = new JsonLimits(1000, depth, digits, 7);
        assertThat(attempt(document, limits, true)).isEqualTo(attempt(document, limits, false));
      }
    }
    assertThatThrownBy(() -> Json.readNonFinite(bytes(document), limit(40), ARRAYS))
        .hasMessage("The document is longer than 40 bytes");
    assertThat(Json.readNonFinite(bytes(document), limit(41), ARRAYS)).isNotNull();
  }

  @Test
  void read_faultBehindAnArray_saysThePlaceInTheDocument() {
    assertThatThrownBy(() -> read("{\"ids\": [1,2,3,4,5,6,7,8,9],\n \"x\": tru}"))
        .hasMessage("Expecting value: line 2 column 7 (char 35)");
    assertThatThrownBy(() -> read("{\"ids\": [1,2,3,4,5,6,7,8,9], \"\u00e9\": [1,]}"))
        .hasMessage("Expecting value: line 1 column 38 (char 37)");
  }

  /**
   * Whatever is known, and wherever the document differs from it, what is read is the document's.
   */
  @Test
  void read_besideKnownIds_isWhatTheParserReads() {
    List<String> changes =
        List.of(
            "",
            "0",
            "7",
            "00",
            "-",
            "-1",
            "1.5",
            ".",
            "e1",
            "\"",
            "null",
            " ",
            ",",
            "]",
            "[",
            "\n",
            ", ",
            " ,",
            "999999",
            "1000000",
            "12345678",
            "123456789",
            "2147483647",
            "2147483648");
    Random random = new Random(11);
    for (int i = 0; i < 30_000; i++) {
      int[] known =
          random
              .ints(random.nextInt(12), 0, Integer.MAX_VALUE)
              .map(id ->
                  random.nextInt(8) == 0 ? id : (int) (id % Math.pow(10, 1 + random.nextInt(9))))
              .toArray();
      String separator = List.of(",", ", ", ",", ", ", " ,", ",\n").get(random.nextInt(6));
      int shorter = random.nextInt(known.length + 1);
      String ids =
          IntStream.concat(
                  IntStream.of(known).limit(random.nextBoolean() ? known.length : shorter),
                  random.ints(random.nextInt(3), 0, 2000))
              .mapToObj(Integer::toString)
              .collect(Collectors.joining(separator));
      if (random.nextBoolean()) {
        int at = random.nextInt(ids.length() + 1);
        int end = Math.min(ids.length(), at + random.nextInt(3));
        ids =
            ids.substring(0, at) + changes.get(random.nextInt(changes.size())) + ids.substring(end);
      }
      String document =
          "{\"ids\":"
              + (random.nextInt(5) == 0 ? "[ " : "[")
              + ids
              + "]"
              + List.of("}", ",\"x\":\"some text\"}", "       }").get(random.nextInt(3));
      // room behind the known ids is no part of them
      int[] roomy = Arrays.copyOf(known, known.length + random.nextInt(3));
      NumberArrays beside = ARRAYS.expecting("ids", new KnownIds(roomy, known.length));

      assertThat(attempt(document, beside)).as(document).isEqualTo(attempt(document, ARRAYS));
      assertThat(attempt(document, JsonLimits.DEFAULT, true))
          .isEqualTo(attempt(document, JsonLimits.DEFAULT, false));
    }
  }

  @Test
  void read_besideKnownIdsOfEachLength_isExact() {
    int[] known =
        LongStream.iterate(1, power -> power <= 1_000_000_000L, power -> power * 10)
            .flatMap(power -> LongStream.of(power - 1, power, power + 1, 2 * power, 8 * power))
            .filter(id -> id <= Integer.MAX_VALUE)
            .mapToInt(id -> (int) id)
            .toArray();
    for (int id : known) {
      for (String separator : List.of(",", ", ")) {
        for (int other : known) {
          int[] ids = {id, 5, other, 6};
          String text =
              IntStream.of(ids).mapToObj(Integer::toString).collect(Collectors.joining(separator));
          NumberArrays beside = ARRAYS.expecting("ids", new KnownIds(new int[] {id, 5, id, 6}, 4));

          assertThat(attempt("{\"ids\":[" + text + "]}", beside))
              .isEqualTo(Map.of("ids", list(ids)));
        }
      }
    }
  }

  @Test
  void known_lengthBeyondTheArray_isRefused() {
    assertThat(new KnownIds(new int[2], 2)).hasToString("2 known ids");
    assertThatThrownBy(() -> new KnownIds(new int[2], 3))
        .hasMessage("A length of 3, but must be from 0 to 2");
    assertThatThrownBy(() -> new KnownIds(new int[2], -1))
        .hasMessage("A length of -1, but must be from 0 to 2");
  }

  private static List<Long> list(int[] ids) {
    return IntStream.of(ids).mapToObj(id -> (long) id).toList();
  }

  /** What came of it. */
  private static @Nullable Object attempt(String document, NumberArrays arrays) {
    try {
      return Json.readNonFinite(bytes(document), JsonLimits.DEFAULT, arrays) instanceof Map<?, ?> m
          ? slow(m)
          : "no object";
    } catch (JsonException e) {
      return e.kind() + " " + e.getMessage();
    }
  }

  private static JsonLimits limit(int maxBytes) {
    return new JsonLimits(maxBytes, 10, 10, 10);
  }

  private static void assertExact(long id) {
    for (String document : List.of("{\"ids\":[" + id + "]}", "{\"ids\":[" + id + ", 7     ]}")) {
      Object value = object(read(document)).get("ids");
      if (id <= Integer.MAX_VALUE) {
        assertThat(value).isInstanceOf(int[].class);
        assertThat(((int[]) Objects.requireNonNull(value))[0]).isEqualTo((int) id);
      } else {
        assertThat(value).isEqualTo(object(plain(document)).get("ids"));
      }
    }
  }

  private static void assertAgrees(String document) {
    assertThat(attempt(document, JsonLimits.DEFAULT, true))
        .as(document)
        .isEqualTo(attempt(document, JsonLimits.DEFAULT, false));
  }

  /** What came of it: the value, its fast arrays made plain again, or the message. */
  private static @Nullable Object attempt(String document, JsonLimits limits, boolean fast) {
    try {
      return fast
          ? slow(Json.readNonFinite(bytes(document), limits, ARRAYS))
          : uncounted(Json.readNonFinite(bytes(document), limits));
    } catch (JsonException e) {
      return e.kind() + " " + e.getMessage();
    }
  }

  private static @Nullable Object slow(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> members)) {
      return value;
    }
    Map<Object, @Nullable Object> plain = new LinkedHashMap<>();
    members.forEach((name, member) ->
        plain.put(
            name,
            member instanceof int[] ids
                ? IntStream.of(ids).mapToObj(id -> (Object) (long) id).toList()
                : member));
    return uncounted(plain);
  }

  /** With the count of an array of numbers instead of it. */
  private static @Nullable Object uncounted(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> members)) {
      return value;
    }
    Map<Object, @Nullable Object> plain = new LinkedHashMap<>(members);
    if (plain.get("counted") instanceof List<?> elements
        && elements.stream().allMatch(NumberArraysTest::isPlainNumber)) {
      plain.put("counted", new NumberCount(elements.size()));
    }
    return plain;
  }

  private static boolean isPlainNumber(@Nullable Object element) {
    return element instanceof Long
        || element instanceof BigInteger
        || (element instanceof Double number && Double.isFinite(number));
  }

  private static @Nullable Object member(String name, String value) {
    return object(read("{\"" + name + "\": " + value + "}")).get(name);
  }

  private static @Nullable Object plainMember(String name, String value) {
    return object(plain("{\"" + name + "\": " + value + "}")).get(name);
  }

  private static @Nullable Object read(String document) {
    return Json.readNonFinite(bytes(document), JsonLimits.DEFAULT, ARRAYS);
  }

  private static @Nullable Object plain(String document) {
    return Json.readNonFinite(bytes(document), JsonLimits.DEFAULT);
  }

  private static Map<?, ?> object(@Nullable Object value) {
    assertThat(value).isInstanceOf(Map.class);
    return value instanceof Map<?, ?> members ? members : Map.of();
  }

  private static byte[] bytes(String document) {
    return document.getBytes(StandardCharsets.UTF_8);
  }
}

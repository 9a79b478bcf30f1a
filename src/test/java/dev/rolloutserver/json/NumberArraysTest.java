package dev.rolloutserver.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arrays read fast must be what the parser reads, and refused as the parser refuses them. */
class NumberArraysTest {
  private static final NumberArrays ARRAYS =
      new NumberArrays(Set.of("ids"), Set.of("counted"), false, Map.of());

  @Test
  void read_ids_areAnArrayOfInts() {
    int[] ids = IntStream.range(0, 100_000).map(i -> i * 21_474).toArray();
    String text = IntStream.of(ids).mapToObj(Integer::toString).collect(Collectors.joining(","));

    assertThat(ids(member("ids", "[" + text + "]"))).isEqualTo(ids);
    assertThat(ids(member("ids", "[ " + text.replace(",", "\r\n,\t") + " ]"))).isEqualTo(ids);
    assertThat(member("ids", "[]")).isEqualTo(List.of());
    assertThat(member("ids", "[ \n ]")).isEqualTo(List.of());
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
    assertThat(plainIds(member("ids", value))).isEqualTo(plainMember("ids", value));
  }

  @Test
  void read_numbers_areCounted() {
    String numbers = "[-0.25, 1e-7,0, -1.5E+3, 12345678901234567890, 1e400, 3]";

    assertThat(member("counted", numbers)).isEqualTo(List.of(new NumberCount(7)));
    assertThat(member("counted", "[NaN,Infinity, -Infinity]"))
        .isEqualTo(List.of(new NumberCount(3)));
    assertThat(member("counted", "[]")).isEqualTo(List.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[null]", "[1, null, 2]", "[\"1\"]", "[[1, 2], 3, 4]", "[1, {}]", "5", "{}"})
  void read_countedThatAreNoNumbers_areElementsBesideThem(String value) {
    assertThat(countedNumbers(member("counted", value)))
        .isEqualTo(countedNumbers(plainMember("counted", value)));
  }

  /** What is wrong is an element of its own, and does not make elements of all others. */
  @Test
  void read_fewWrongElements_standBetweenRuns() {
    String many = "1,22,  333,".repeat(10_000);

    assertThat(list(member("ids", "[" + many + "1.5," + many + "null]")))
        .satisfiesExactly(
            run -> assertThat(((IdRun) run).count()).isEqualTo(30_000),
            wrong -> assertThat(wrong).isEqualTo(1.5),
            run -> assertThat(((IdRun) run).count()).isEqualTo(30_000),
            wrong -> assertThat(wrong).isNull());
    assertThat(list(member("ids", "[" + "1,-1,".repeat(101) + many + "1]"))).hasSize(202 + 30_001);
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
    assertThat(ids(object(read(document)).get("ids"))).containsExactly(1);
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
        assertThat(attempt(document, limits, ARRAYS)).isEqualTo(plainAttempt(document, limits));
      }
    }
    for (int maxBytes = 1; maxBytes < 41; maxBytes++) {
      JsonLimits limits = limit(maxBytes);
      assertThatThrownBy(() -> read(document, limits, ARRAYS, 32))
          .hasMessage("The document is longer than " + maxBytes + " bytes");
    }
    assertThat(read(document, limit(41), ARRAYS, 32)).isNotNull();
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
      IdText knownText = new IdText(random.nextBoolean());
      knownText.append(IdText.of(known));

      assertThat(attempt(document, beside(knownText)))
          .as(document)
          .isEqualTo(plainAttempt(document, JsonLimits.DEFAULT));
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
          IdText beginning = IdText.of(id, 5, id, 6);

          assertThat(attempt("{\"ids\":[" + text + "]}", beside(beginning)))
              .isEqualTo(Map.of("ids", plainIds(ids)));
        }
      }
    }
  }

  /** As a rollout does it: each prompt is the context, written in the same way, and more. */
  @Test
  void read_contextThatGrows_isKnownButForItsLastIdAndWhatIsNew() {
    Random random = new Random(5);
    for (String separator : List.of(",", ", ")) {
      IdText context = new IdText();
      List<Integer> all = new ArrayList<>();
      for (int turn = 0; turn < 60; turn++) {
        random.ints(1 + random.nextInt(60), 0, 200_000).forEach(all::add);
        String ids = all.stream().map(String::valueOf).collect(Collectors.joining(separator));
        int window = 30 + random.nextInt(200);

        Object value = read("{\"ids\":[" + ids + "]}", JsonLimits.DEFAULT, beside(context), window);

        IdRun run = (IdRun) list(object(value).get("ids")).getFirst();
        assertThat(run.known()).isEqualTo(context.count());
        context.append(run.others());
        assertThat(context.toArray()).isEqualTo(all.stream().mapToInt(id -> id).toArray());
      }
    }
  }

  private static NumberArrays beside(IdText known) {
    return new NumberArrays(Set.of("ids"), Set.of("counted"), false, Map.of("ids", known));
  }

  private static List<Long> plainIds(int[] ids) {
    return IntStream.of(ids).mapToObj(id -> (long) id).toList();
  }

  /** What came of it, in windows and reads of some size. */
  private static @Nullable Object attempt(String document, NumberArrays arrays) {
    return attempt(document, JsonLimits.DEFAULT, arrays);
  }

  private static JsonLimits limit(int maxBytes) {
    return new JsonLimits(maxBytes, 10, 10, 10);
  }

  private static void assertExact(long id) {
    for (String document : List.of("{\"ids\":[" + id + "]}", "{\"ids\":[" + id + ", 7     ]}")) {
      Object value = object(read(document)).get("ids");
      if (id <= Integer.MAX_VALUE) {
        assertThat(list(value)).singleElement().isInstanceOf(IdRun.class);
      }
      assertThat(plainIds(value)).isEqualTo(object(plain(document)).get("ids"));
    }
  }

  private static void assertAgrees(String document) {
    assertThat(attempt(document, ARRAYS))
        .as(document)
        .isEqualTo(plainAttempt(document, JsonLimits.DEFAULT));
  }

  /** What came of it: the value with plain ids and counted numbers, or the message. */
  private static @Nullable Object attempt(String document, JsonLimits limits, NumberArrays arrays) {
    try {
      IdText known = arrays.beginning("ids");
      int window = 1 + Math.floorMod(document.hashCode(), 50);
      return comparable(read(document, limits, arrays, window), value -> plainIds(value, known));
    } catch (JsonException e) {
      return e.kind() + " " + e.getMessage();
    }
  }

  private static @Nullable Object plainAttempt(String document, JsonLimits limits) {
    try {
      return comparable(Json.readNonFinite(bytes(document), limits), value -> value);
    } catch (JsonException e) {
      return e.kind() + " " + e.getMessage();
    }
  }

  private static @Nullable Object comparable(
      @Nullable Object value, Function<@Nullable Object, @Nullable Object> ids) {
    if (!(value instanceof Map<?, ?> members)) {
      return value;
    }
    Map<Object, @Nullable Object> comparable = new LinkedHashMap<>(members);
    comparable.computeIfPresent("ids", (_, member) -> ids.apply(member));
    comparable.computeIfPresent("counted", (_, member) -> countedNumbers(member));
    return comparable;
  }

  private static @Nullable Object plainIds(@Nullable Object value) {
    return plainIds(value, new IdText());
  }

  private static @Nullable Object plainIds(@Nullable Object value, IdText known) {
    if (!(value instanceof List<?> elements)) {
      return value;
    }
    List<@Nullable Object> plain = new ArrayList<>();
    for (Object element : elements) {
      if (element instanceof IdRun run) {
        plain.addAll(plainIds(run.toArray(known)));
        assertThat(run.count()).isPositive();
      } else {
        plain.add(element);
      }
    }
    return plain;
  }

  /** With the count of numbers that follow each other instead of them. */
  private static @Nullable Object countedNumbers(@Nullable Object value) {
    if (!(value instanceof List<?> elements)) {
      return value;
    }
    List<@Nullable Object> counted = new ArrayList<>();
    for (Object element : elements) {
      int count = element instanceof NumberCount numbers ? numbers.count() : 1;
      if (!(element instanceof NumberCount || element instanceof Number)) {
        counted.add(element);
      } else if (!counted.isEmpty() && counted.getLast() instanceof NumberCount before) {
        counted.set(counted.size() - 1, new NumberCount(before.count() + count));
      } else {
        counted.add(new NumberCount(count));
      }
    }
    return counted;
  }

  private static int[] ids(@Nullable Object value) {
    return list(value).stream()
        .flatMapToInt(run -> IntStream.of(((IdRun) run).toArray(new IdText())))
        .toArray();
  }

  private static List<?> list(@Nullable Object value) {
    assertThat(value).isInstanceOf(List.class);
    return value instanceof List<?> elements ? elements : List.of();
  }

  private static @Nullable Object member(String name, String value) {
    return object(read("{\"" + name + "\": " + value + "}")).get(name);
  }

  private static @Nullable Object plainMember(String name, String value) {
    return object(plain("{\"" + name + "\": " + value + "}")).get(name);
  }

  private static @Nullable Object read(String document) {
    return read(document, JsonLimits.DEFAULT, ARRAYS, 4096);
  }

  /** Through a window of this length, from a stream that gives less than is asked for. */
  private static @Nullable Object read(
      String document, JsonLimits limits, NumberArrays arrays, int window) {
    Random random = new Random(window);
    InputStream stream =
        new ByteArrayInputStream(bytes(document)) {
          @Override
          public int read(byte[] buffer, int offset, int length) {
            return super.read(buffer, offset, 1 + random.nextInt(length));
          }
        };
    try {
      return JsonReader.read(
          new Window(stream, limits.maxBytes(), _ -> {}, window, window), limits, arrays);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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

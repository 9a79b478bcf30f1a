package dev.rolloutserver.json;

import dev.rolloutserver.json.JsonException.Kind;
import dev.rolloutserver.json.NumberCuts.Cut;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/** Reads one document into plain values; the only class that sees the parser. */
final class JsonReader {
  /** Without limits of its own: those of the caller are checked here, where the place is known. */
  private static final JsonFactory PARSERS =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .build();

  private static final JsonFactory NON_FINITE_PARSERS =
      PARSERS.rebuild().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  /** The parser knows more spellings. */
  private static final Set<String> NON_FINITE = Set.of("NaN", "Infinity", "-Infinity");

  private final byte[] bytes;
  private final int start;
  private final JsonLimits limits;
  private final boolean nonFinite;

  /** Numbers that are read already, in the order of their places. */
  private final List<Cut> cuts;

  /** How many of them the parser has come by. */
  private int placed;

  /** Arrays and objects that have begun and not ended; the innermost comes first. */
  private final Deque<Object> open = new ArrayDeque<>();

  private String name = "";
  private @Nullable Object root;

  private JsonReader(
      byte[] bytes, int start, JsonLimits limits, boolean nonFinite, List<Cut> cuts) {
    this.bytes = bytes;
    this.start = start;
    this.limits = limits;
    this.nonFinite = nonFinite;
    this.cuts = cuts;
  }

  static @Nullable Object read(byte[] bytes, JsonLimits limits, boolean nonFinite) {
    return ofText(bytes, limits, nonFinite, List.of()).document();
  }

  /** Takes non-finite numbers too. */
  static @Nullable Object read(Window document, JsonLimits limits, NumberArrays arrays)
      throws IOException {
    NumberCuts cut = NumberCuts.of(document, arrays, limits.maxDigits());
    document.weigh(HeapNeed.of(cut.rest()));
    try {
      return ofText(cut.rest(), limits, true, cut.cuts()).document();
    } catch (JsonException e) {
      // its place is one of the rest
      read(cut.standIn(), limits, true);
      throw e;
    }
  }

  private static JsonReader ofText(
      byte[] bytes, JsonLimits limits, boolean nonFinite, List<Cut> cuts) {
    if (bytes.length > limits.maxBytes()) {
      throw Window.tooLong(limits.maxBytes());
    }
    int start = hasByteOrderMark(bytes, 0) ? 3 : 0;
    JsonReader reader = new JsonReader(bytes, start, limits, nonFinite, cuts);
    reader.checkText();
    return reader;
  }

  private static boolean hasByteOrderMark(byte[] bytes, int at) {
    return bytes.length >= at + 3
        && bytes[at] == (byte) 0xef
        && bytes[at + 1] == (byte) 0xbb
        && bytes[at + 2] == (byte) 0xbf;
  }

  private void checkText() {
    int invalid = Utf8.firstInvalid(bytes, start);
    if (invalid < bytes.length) {
      String problem = String.format("Invalid UTF-8 (byte 0x%02x)", bytes[invalid]);
      throw JsonException.after(text(invalid), Kind.ENCODING, problem);
    }
    // the parser would skip a second mark, and takes zero bytes for UTF-16 or UTF-32
    boolean misread = hasByteOrderMark(bytes, start);
    for (int i = start; i < Math.min(bytes.length, start + 4); i++) {
      misread |= bytes[i] == 0;
    }
    if (misread) {
      throw syntaxFault();
    }
  }

  private @Nullable Object document() {
    JsonFactory parsers = nonFinite ? NON_FINITE_PARSERS : PARSERS;
    try (JsonParser parser =
        parsers.createParser(ObjectReadContext.empty(), bytes, start, bytes.length - start)) {
      JsonToken token = parser.nextToken();
      do {
        if (token == null) {
          throw syntaxFault();
        }
        take(token, parser);
        token = parser.nextToken();
      } while (!open.isEmpty());
      if (token != null) {
        throw syntaxFault();
      }
      return root;
    } catch (StreamConstraintsException e) {
      // the one limit that the parser keeps: it guards its table of names against collisions
      throw JsonException.ofAll(Kind.LIMIT, "Too many member names of the same hash");
    } catch (JacksonException e) {
      throw syntaxFault();
    }
  }

  private void take(JsonToken token, JsonParser parser) {
    switch (token) {
      case START_OBJECT -> begin(new LinkedHashMap<String, @Nullable Object>(), parser);
      case START_ARRAY -> begin(new ArrayList<@Nullable Object>(), parser);
      case END_OBJECT, END_ARRAY -> open.pop();
      case PROPERTY_NAME -> name = string(parser);
      case VALUE_STRING -> add(string(parser));
      case VALUE_NUMBER_INT -> add(integer(parser));
      case VALUE_NUMBER_FLOAT -> add(number(parser));
      case VALUE_TRUE -> add(true);
      case VALUE_FALSE -> add(false);
      case VALUE_NULL -> add(null);
      case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT -> throw new IllegalStateException(token.name());
    }
  }

  private void begin(Object container, JsonParser parser) {
    checkDepth(parser);
    add(container);
    open.push(container);
  }

  private void checkDepth(JsonParser parser) {
    if (open.size() == limits.maxDepth()) {
      throw beyond(Kind.DEPTH, "Nesting deeper than " + limits.maxDepth(), parser);
    }
  }

  /** Puts the value where it belongs; a name that comes again keeps its first position. */
  @SuppressWarnings("unchecked") // only begin fills the stack
  private void add(@Nullable Object value) {
    switch (open.peek()) {
      case null -> root = value;
      case Map<?, ?> members -> ((Map<String, @Nullable Object>) members).put(name, value);
      case List<?> elements -> ((List<@Nullable Object>) elements).add(value);
      case Object other -> throw new IllegalStateException(other.getClass().getName());
    }
  }

  private String string(JsonParser parser) {
    String value = parser.getString();
    if (value.length() > limits.maxStringLength()) {
      throw beyond(
          Kind.LIMIT, "String of more than " + limits.maxStringLength() + " characters", parser);
    }
    return value;
  }

  private Object integer(JsonParser parser) {
    if (placed < cuts.size()
        && cuts.get(placed).at() == start + parser.currentTokenLocation().getByteOffset()) {
      return cuts.get(placed++).value();
    }
    checkDigits(parser);
    return parser.getNumberType() == NumberType.BIG_INTEGER
        ? parser.getBigIntegerValue()
        : (Object) parser.getLongValue();
  }

  private Double number(JsonParser parser) {
    if (parser.isNaN() && !NON_FINITE.contains(parser.getString())) {
      throw syntaxFault();
    }
    checkDigits(parser);
    double value = parser.getDoubleValue();
    if (Double.isInfinite(value) && !nonFinite) {
      throw beyond(Kind.LIMIT, "Number out of range", parser);
    }
    return value;
  }

  private void checkDigits(JsonParser parser) {
    if (parser.getStringLength() > limits.maxDigits()
        && parser.getString().chars().filter(Character::isDigit).count() > limits.maxDigits()) {
      throw beyond(Kind.DIGITS, "Number of more than " + limits.maxDigits() + " digits", parser);
    }
  }

  private JsonException beyond(Kind kind, String problem, JsonParser parser) {
    int at = start + (int) parser.currentTokenLocation().getByteOffset();
    return JsonException.after(text(at), kind, problem);
  }

  private JsonException syntaxFault() {
    String text = text(bytes.length);
    SyntaxFault.check(text, nonFinite);
    return JsonException.ofAll(Kind.SYNTAX, "Not a JSON document");
  }

  private String text(int end) {
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }
}

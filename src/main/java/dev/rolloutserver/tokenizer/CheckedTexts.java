package dev.rolloutserver.tokenizer;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The texts that {@link SelfCheck} compares: what pre-tokenizers treat differently, alone and in
 * random order; always the same texts.
 */
final class CheckedTexts {
  private static final long SEED = 20_240_229;
  private static final int RANDOM_TEXTS = 160;
  private static final int MAX_PIECES = 24;

  private static final String RESOURCE = "checked-texts.json";

  private CheckedTexts() {}

  static List<String> all() {
    Map<?, ?> resource = read();
    List<String> texts = new ArrayList<>(strings(resource.get("texts")));
    List<String> pieces = strings(resource.get("pieces"));
    // every byte of UTF-8; one by one where a code point may be unknown, which ends the comparison
    StringBuilder latin = new StringBuilder();
    for (int c = 0; c < 0x250; c++) {
      latin.appendCodePoint(c);
    }
    texts.add(latin.toString());
    for (int c = 0x250; c < 0x40000; c += c < 0x800 ? 0x25 : c < 0x10000 ? 0x425 : 0x2725) {
      if (!Character.isSurrogate((char) c) || c > Character.MAX_VALUE) {
        texts.add(Character.toString(c));
      }
    }
    texts.addAll(List.of("\udb80\udc00", "\udbc0\udc00"));
    Random random = new Random(SEED);
    for (int i = 0; i < RANDOM_TEXTS; i++) {
      StringBuilder text = new StringBuilder();
      for (int left = 1 + random.nextInt(MAX_PIECES); left > 0; left--) {
        String piece = pieces.get(random.nextInt(pieces.size()));
        text.repeat(piece, random.nextInt(8) == 0 ? 1 + random.nextInt(5) : 1);
      }
      texts.add(text.toString());
    }
    return texts;
  }

  private static Map<?, ?> read() {
    try (InputStream stream = CheckedTexts.class.getResourceAsStream(RESOURCE)) {
      if (stream != null && Json.read(stream, JsonLimits.DEFAULT) instanceof Map<?, ?> members) {
        return members;
      }
      throw new IllegalStateException(RESOURCE + " is not on the class path");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> strings(@Nullable Object value) {
    return value instanceof List<?> elements
        ? elements.stream().map(String::valueOf).toList()
        : List.of();
  }
}

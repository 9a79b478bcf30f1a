package dev.rolloutserver.hub;

import dev.rolloutserver.hub.HubException.Kind;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonException;
import dev.rolloutserver.json.JsonLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder with the tokenizer files of one model: a model of the local folder, or a snapshot of the
 * cache.
 *
 * @param path the folder
 * @param model what messages call it
 * @param maxBytes largest file
 */
record ModelFolder(Path path, String model, long maxBytes) {
  static final String TOKENIZER = "tokenizer.json";
  static final String CONFIG = "tokenizer_config.json";
  static final String SPECIAL = "special_tokens_map.json";

  /** Whether there is a tokenizer. */
  boolean hasTokenizer() {
    return has(TOKENIZER);
  }

  boolean has(String file) {
    try {
      return !Files.readAttributes(path.resolve(file), "isDirectory").isEmpty();
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** What the files say. */
  ModelFiles read(String name, String revision) {
    byte[] tokenizer =
        bytes(TOKENIZER)
            .orElseThrow(
                () -> new HubException(Kind.NOT_FOUND, "Model " + model + " has no " + TOKENIZER));
    Map<String, @Nullable Object> config = object(CONFIG);
    return new ModelFiles(
        name,
        revision,
        tokenizer,
        SpecialTokensMap.foldedInto(config, this),
        ChatTemplates.of(this, config));
  }

  /** The JSON object in the file; empty where there is no file. */
  Map<String, @Nullable Object> object(String file) {
    Object value = bytes(file).map(bytes -> json(file, bytes)).orElse(Map.of());
    if (!(value instanceof Map<?, ?> object)) {
      throw invalid(file, "it must hold a JSON object");
    }
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    object.forEach((name, member) -> members.put((String) name, member));
    return members;
  }

  /** The text in the file with the line ends that Python reads. */
  Optional<String> text(String file) {
    return bytes(file).map(bytes -> decode(file, bytes).replace("\r\n", "\n").replace('\r', '\n'));
  }

  /** Names of what is in the folder, sorted; none where there is no folder. */
  List<String> list(String folder) {
    try (Stream<Path> files = Files.list(path.resolve(folder))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  HubException invalid(String file, String problem) {
    return new HubException(
        Kind.INVALID_FILE, "Model " + model + ": " + file + " is unusable: " + problem);
  }

  private Optional<byte[]> bytes(String file) {
    int limit = (int) Math.min(maxBytes, Integer.MAX_VALUE - 16);
    try (InputStream in = Files.newInputStream(path.resolve(file))) {
      byte[] bytes = in.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw new HubException(
            Kind.TOO_LARGE, "Model " + model + ": " + file + " is longer than " + limit + " bytes");
      }
      return Optional.of(bytes);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private HubException unreadable(String file, IOException cause) {
    return new HubException(
        Kind.CACHE, "Model " + model + ": " + file + " cannot be read on this server", cause);
  }

  private @Nullable Object json(String file, byte[] bytes) {
    try {
      return Json.read(bytes, JsonLimits.DEFAULT);
    } catch (JsonException e) {
      throw invalid(file, "it is not JSON: " + e.getMessage());
    }
  }

  private String decode(String file, byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw invalid(file, "it is not UTF-8");
    }
  }
}

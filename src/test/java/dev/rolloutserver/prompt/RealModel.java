package dev.rolloutserver.prompt;

import dev.rolloutserver.SharedData;
import dev.rolloutserver.hub.ModelFiles;
import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The models of the shared test data, each as the one model of its formats. */
final class RealModel {
  private RealModel() {}

  /** Formats of the model in this folder of the hub. */
  static PromptFormats formats(String folder, long pieceCacheBytes) throws IOException {
    ModelFiles files = files(folder);
    return new PromptFormats(
        (_, _, _) -> files,
        new PromptSettings(1, Duration.ZERO, 1, pieceCacheBytes, List.of()),
        Clock.systemUTC(),
        PromptObserver.NONE);
  }

  @SuppressWarnings("unchecked") // objects that were read have strings for names
  static Map<String, Object> object(@Nullable Object value) {
    return (Map<String, Object>) Objects.requireNonNull(value);
  }

  private static ModelFiles files(String model) throws IOException {
    Path snapshots = SharedData.path("hub").resolve(model).resolve("snapshots");
    String revision = Files.readString(snapshots.resolveSibling("refs").resolve("main")).strip();
    Path folder = snapshots.resolve(revision);
    Map<String, Object> config =
        object(
            Json.read(
                Files.readAllBytes(folder.resolve("tokenizer_config.json")), JsonLimits.DEFAULT));
    return new ModelFiles(
        model,
        revision,
        Files.readAllBytes(folder.resolve("tokenizer.json")),
        config,
        Map.of("default", String.valueOf(config.get("chat_template"))));
  }
}

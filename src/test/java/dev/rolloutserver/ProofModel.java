package dev.rolloutserver;

import dev.rolloutserver.simulation.DemoModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A model that masks are proven with, and what its chat template can render. */
enum ProofModel {
  QWEN3("Qwen/Qwen3-8B"),
  DEEPSEEK("deepseek-ai/DeepSeek-V3"),
  DEMO(DemoModel.NAME);

  private final String tokenizer;

  ProofModel(String tokenizer) {
    this.tokenizer = tokenizer;
  }

  /** What requests call it. */
  String tokenizer() {
    return tokenizer;
  }

  /** Whether a content may be null beside tool calls. */
  boolean rendersNullContent() {
    return switch (this) {
      case QWEN3 -> false;
      case DEEPSEEK, DEMO -> true;
    };
  }

  /** Whether arguments may be objects where the content is null. */
  boolean rendersObjectArguments() {
    return switch (this) {
      case DEEPSEEK -> false;
      case QWEN3, DEMO -> true;
    };
  }

  /** Whether the content of this role may be an array of parts. */
  boolean rendersParts(String role) {
    return switch (this) {
      // written as Python writes a list
      case QWEN3 -> role.equals("tool");
      // left out
      case DEEPSEEK -> role.equals("function");
      case DEMO -> true;
    };
  }

  /** Where its files are; skips the test where they are not. */
  Path folder(Path demoModels) throws IOException {
    return switch (this) {
      case DEMO -> demoModels.resolve(tokenizer);
      case QWEN3, DEEPSEEK -> {
        Path cached = SharedData.path("hub/models--" + tokenizer.replace("/", "--"));
        String commit = Files.readString(cached.resolve("refs/main")).strip();
        yield cached.resolve("snapshots").resolve(commit);
      }
    };
  }
}

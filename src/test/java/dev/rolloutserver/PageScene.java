package dev.rolloutserver;

import dev.rolloutserver.hub.ModelFiles;
import dev.rolloutserver.simulation.Completion;
import dev.rolloutserver.simulation.DemoModel;
import dev.rolloutserver.simulation.RealModelFiles;
import dev.rolloutserver.simulation.Script;
import dev.rolloutserver.simulation.SimulatedTrainer;
import dev.rolloutserver.simulation.TrainerSettings;
import dev.rolloutserver.tools.ToolBox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The server with its page, a trainer whose calls are remembered, and a browser that looks on. */
final class PageScene implements AutoCloseable {
  /** What runs in the page: the tokens of each turn: 1 sampled, 0 masked, -1 first prompt. */
  static final String KINDS =
      """
      return [...document.querySelectorAll('.tokens')].map(list =>
        [...list.querySelectorAll('.t[data-n]')].map(token =>
          token.classList.contains('model') ? 1 : token.classList.contains('masked') ? 0 : -1));
      """;

  final ServerFixture server;
  final SimulatedTrainer trainer;
  final Browser browser;
  final String tokenizer;
  private final ConcurrentMap<String, List<Completion>> calls = new ConcurrentHashMap<>();

  private PageScene(Path folder, Script script, Browser browser) throws IOException {
    this.browser = browser;
    boolean real = Files.isDirectory(Path.of("../shared"));
    this.tokenizer = real ? "Qwen/Qwen3-8B" : DemoModel.NAME;
    ModelFiles files = real ? RealModelFiles.of(tokenizer) : DemoModel.files();
    this.server =
        ServerFixture.start(
            folder, Map.of("hub.cache-folder", "../shared/hub", "rollout.max-concurrent", "3"));
    this.trainer =
        SimulatedTrainer.start(
            TrainerSettings.withTools(ToolBox.calculator().definitions()),
            files,
            script,
            call ->
                calls
                    .computeIfAbsent(call.rolloutId(), id -> new CopyOnWriteArrayList<>())
                    .add(call));
  }

  /** Starts all of it, with a real tokenizer where there is one; skips without a browser. */
  static PageScene start(Path folder, Script script) throws IOException {
    return new PageScene(folder, script, Browser.start());
  }

  /** Plays a rollout to its end. */
  ServerFixture.Answer play(String id, String question) throws IOException, InterruptedException {
    return server.rollout(
        trainer.url(),
        "rollout_id",
        id,
        "tokenizer_name",
        tokenizer,
        "messages",
        List.of(Map.of("role", "user", "content", question)),
        "max_tokens_total",
        1_000_000);
  }

  /** What the trainer was asked and answered in a rollout, call by call. */
  List<Completion> calls(String id) {
    return calls.getOrDefault(id, List.of());
  }

  /** The address of the page, with what follows its hash. */
  String page(String view) {
    return "http://127.0.0.1:" + server.port() + "/ui/#" + view;
  }

  /** Opens the list, looks for a rollout as a person does, and opens it. */
  void openRollout(String search) {
    browser.open(page("/rollouts"));
    browser.find("input[type=search]").sendKeys(search);
    browser.await("document.querySelectorAll('tbody tr').length === 1");
    browser.find("tbody a").click();
    browser.await("document.querySelector('.path') !== null");
  }

  /** Waits until so many turns show so many tokens in all. */
  void awaitTokens(int turns, int tokens) {
    browser.await("document.querySelectorAll('.tokens').length === " + turns);
    browser.await("document.querySelectorAll('.t[data-n]').length === " + tokens);
  }

  @Override
  public void close() {
    browser.close();
    trainer.close();
    try {
      // ends rollouts whose callers the fixture would wait for
      server.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.close();
  }
}

package dev.rolloutserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.simulation.Script;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The page in a real browser: overview, list, playground, key, and ids that mean harm. */
class PageIT {
  private static final String HOSTILE =
      "\"quoted\" 'id'\n\r\t\u0000\u0007\u202e</title><script>document.hacked = 1</script>"
          + "<img src=x onerror='document.hacked = 2'> ../..?a=b#c%00 👩‍🚀";

  private static PageScene scene;
  private static Browser browser;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    scene = PageScene.start(folder, Script.calculation());
    browser = scene.browser;
  }

  @AfterAll
  static void stop() {
    if (scene != null) {
      scene.close();
    }
  }

  @AfterEach
  void nothingToComplainOf() {
    browser.prefer("light");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void overview_underLoad_showsWhatRunsWaitsAndHasEnded() throws Exception {
    for (int i = 0; i < 8; i++) {
      scene.play("before-" + i, "Please add 2 and " + i + ".");
    }
    try (HeldTrainer held = new HeldTrainer()) {
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        String id = "held-" + i;
        callers.add(Thread.startVirtualThread(() -> playHeld(held, id)));
      }
      scene.server.awaitWaiting(2);

      browser.open(scene.page("/"));
      browser.awaitText(".tile:nth-child(1) .number", "3");
      browser.awaitText(".tile:nth-child(2) .number", "2");
      browser.await("document.querySelectorAll('.rollouts tbody tr').length === 5");

      assertThat(browser.texts(".rollouts tbody .badge"))
          .containsExactlyInAnyOrder("trainer", "trainer", "trainer", "waiting", "waiting");
      assertThat(browser.text("main")).contains(held.url(), scene.trainer.url(), scene.tokenizer);
      assertThat(browser.texts(".spark svg")).hasSize(6);
      assertThat(browser.find(".spark svg").getAttribute("aria-label"))
          .startsWith("Running now, last 10 minutes");
      browser.screenshot("overview");
      assertThat(browser.list(Contrast.SCRIPT)).isEmpty();
      Object light = browser.run("return getComputedStyle(document.body).backgroundColor");
      browser.prefer("dark");
      assertThat(browser.run("return getComputedStyle(document.body).backgroundColor"))
          .isNotEqualTo(light);
      browser.screenshot("overview-dark");
      assertThat(browser.list(Contrast.SCRIPT)).isEmpty();

      browser.open(scene.page("/rollouts"));
      browser.await("document.querySelectorAll('tbody tr').length >= 13");
      browser.find("input[value=running]").click();
      browser.await("document.querySelectorAll('tbody tr').length === 5");
      browser.screenshot("rollouts");
      HeldTrainer.Call call = held.calls.take();
      browser.find("input[type=search]").sendKeys(call.rolloutId());
      browser.await("document.querySelectorAll('tbody tr').length === 1");
      browser.find("tbody a").click();
      browser.awaitText(".turn", "The trainer has not answered yet.");
      call.answer(TrainerTurn.says("Good."));
      browser.await("document.querySelectorAll('.tokens .t.model').length === 3");
      browser.awaitText("main > .facts", "stop");
      while (callers.stream().anyMatch(Thread::isAlive)) {
        HeldTrainer.Call next = held.calls.poll(10, TimeUnit.MILLISECONDS);
        if (next != null) {
          next.answer(TrainerTurn.says("Good."));
        }
      }
      browser.open(scene.page("/"));
      browser.awaitText(".tile:nth-child(1) .number", "0");
    }
  }

  private static void playHeld(HeldTrainer held, String id) {
    try {
      scene.server.rollout(held.url(), "rollout_id", id, "tokenizer_name", scene.tokenizer);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void hostileIds_areShownNotRun() throws Exception {
    String id = HOSTILE + "x".repeat(256 - HOSTILE.codePointCount(0, HOSTILE.length()));
    scene.play(id, "Please add 2 and 3: <img src=x onerror='document.hacked = 3'>");

    browser.open(scene.page("/rollouts"));
    browser.find("input[type=search]").sendKeys("</TITLE><script>");
    browser.await("document.querySelectorAll('tbody tr').length === 1");
    assertThat(browser.text("tbody th"))
        .startsWith("\"quoted\" 'id'\\n\\r\\t\\0U+0007U+202E</title>");
    browser.find("tbody a").click();
    browser.await("document.querySelectorAll('.tokens').length === 3");
    browser.run("document.querySelectorAll('details').forEach(one => { one.open = true; })");

    assertThat(browser.text("h1")).startsWith("Rollout \"quoted\"").endsWith("xxx");
    assertThat(browser.text("h1")).contains("<script>document.hacked = 1</script>", "👩");
    assertThat(browser.run("return document.title + document.hacked"))
        .asString()
        .startsWith("\"quoted\" 'id'\\n")
        .endsWith("undefined");
    assertThat(browser.texts("main script, main img, main iframe")).isEmpty();
    assertThat(scene.calls(id)).hasSize(3);
    browser.screenshot("hostile-id");
  }

  @Test
  void playground_showsPromptTokensMaskAndDifference() throws Exception {
    browser.open(scene.page("/playground"));
    browser.await("document.querySelectorAll('#tokenizer option').length > 0");
    choose(scene.tokenizer);
    type(
        Json.text(
            List.of(
                Map.of("role", "user", "content", "What is 15 * 23?"),
                Map.of(
                    "role",
                    "assistant",
                    "content",
                    "<think>\nMultiply.\n</think>\n\nI will multiply them."),
                Map.of("role", "user", "content", "Go on."),
                Map.of("role", "assistant", "content", "It is 345."))));
    browser.find("#conversation").sendKeys(Keys.chord(Keys.CONTROL, Keys.ENTER));
    browser.await("document.querySelectorAll('.tokens').length === 2");

    assertThat(browser.texts(".outcome h3")).containsExactly("Call 1", "Call 2");
    assertThat(browser.text(".turn:nth-child(2) .block")).contains("What is 15 * 23?");
    assertThat(browser.list(PageScene.KINDS)).hasSize(2);
    browser.screenshot("playground");
    browser.run("document.querySelector('.turn:nth-of-type(2)').scrollIntoView()");
    browser.prefer("dark");
    browser.screenshot("playground-dark");
    assertThat(browser.list(Contrast.SCRIPT)).isEmpty();

    type("[{\"role\": \"user\", ");
    browser.find("button[type=submit]").click();
    browser.awaitText(".problem", "Conversation: ");
    type("[{\"role\": \"nobody\", \"content\": 7}]");
    browser.find("button[type=submit]").click();
    browser.awaitText(".problem", "messages.0.role");
    assertThat(browser.complaints()).allMatch(line -> line.contains("422"));
  }

  private static void choose(String tokenizer) {
    browser.run(
        """
        const all = document.querySelector('#tokenizer');
        all.value = [...all.options].find(one => one.text.startsWith(arguments[0])).value;
        """,
        tokenizer);
  }

  private static void type(String conversation) {
    browser.find("#conversation").clear();
    browser.find("#conversation").sendKeys(conversation);
  }

  @Test
  void serverKey_isAskedForAndKeptInThisTabOnly(@TempDir Path folder) throws Exception {
    try (ServerFixture guarded =
        ServerFixture.start(folder, Map.of("server.api-keys", "k-7f3a9c"))) {
      browser.open("http://127.0.0.1:" + guarded.port() + "/ui/");
      browser.await("document.querySelector('dialog').open");
      browser.press("wrong", Keys.ENTER);
      browser.awaitText(".wrong", "That is not the key of this server.");
      browser.screenshot("key");
      browser.press("k-7f3a9c", Keys.ENTER);
      browser.awaitText("main .facts", "ready");

      assertThat(browser.find("#forget-key").isDisplayed()).isTrue();
      assertThat(browser.run("return localStorage.length + document.cookie")).isEqualTo("0");
      assertThat(browser.url()).doesNotContain("k-7f3a9c");
      assertThat(browser.complaints()).isNotEmpty().allMatch(line -> line.contains("401"));
      browser.find("#forget-key").click();
      browser.await("document.querySelector('dialog').open");
      assertThat(browser.complaints()).isNotEmpty().allMatch(line -> line.contains("401"));
    }
  }
}

package dev.rolloutserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rolloutserver.simulation.Completion;
import dev.rolloutserver.simulation.Drift;
import dev.rolloutserver.simulation.Turn;
import dev.rolloutserver.simulation.Turn.Call;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** A rollout's tokens on the page, in a real browser, against what the trainer knows of them. */
class PageTokensIT {
  private static final String QUESTION = "What is 15 * 23, in numbers (½, 北京, 👩‍🚀)?\n\tThink.";

  /** Each token of the page as the note over it says: text, id, position, mask, log-probability. */
  private static final String NOTES =
      """
      return [...document.querySelectorAll('.tokens .t[data-n]')].map(token => {
        token.dispatchEvent(new MouseEvent('mouseover', {bubbles: true}));
        return [...document.querySelectorAll('.tip dd')].map(fact => fact.textContent);
      });
      """;

  /** Scrolls to the end, 400 pixels a frame, and says how long frames took, in milliseconds. */
  private static final String SCROLL =
      """
      const done = arguments[0];
      const took = [];
      let last = performance.now();
      const step = now => {
        took.push(now - last);
        last = now;
        scrollBy(0, 400);
        if (scrollY + innerHeight < document.documentElement.scrollHeight - 1) {
          requestAnimationFrame(step);
        } else {
          took.sort((a, b) => a - b);
          done(`${took.length} frames, median ${took[took.length >> 1].toFixed(1)} ms, `
            + `p95 ${took[Math.floor(took.length * 0.95)].toFixed(1)} ms`);
        }
      };
      requestAnimationFrame(step);
      """;

  private static PageScene scene;
  private static Browser browser;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    scene = PageScene.start(folder, PageTokensIT::next);
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

  /** What the model says is told by the rollout's id. */
  private static Turn next(String id, int turn, List<?> messages) {
    Turn first =
        Turn.calling(
            "I will multiply them.\n\n  And divide, to be sure 😀",
            new Call("multiply", "{\"a\": 15, \"b\": 23}"),
            new Call("divide", "{\"a\": 345, \"b\": 0}"));
    return switch (turn) {
      case 0 -> id.startsWith("drift") ? first.with(Drift.REALIGN) : first;
      case 1 -> Turn.calling("Once more.", new Call("add", "{\"a\": 345, \"b\": 0}"));
      default -> Turn.saying("It is 345.");
    };
  }

  @Test
  void tokens_areColouredByTheMaskThatTheTrainerGot_andTellIdAndProbability() throws Exception {
    scene.play("colours", QUESTION);
    List<Completion> calls = scene.calls("colours");

    scene.openRollout("colours");
    scene.awaitTokens(calls.size(), contextLength(calls));

    assertThat(browser.list(PageScene.KINDS)).isEqualTo(kinds(calls));
    assertThat(browser.list(NOTES))
        .extracting(note -> ((List<?>) note).subList(1, 3))
        .isEqualTo(idsAndPositions(calls));
    assertThat(browser.list(NOTES))
        .extracting(note -> ((List<?>) note).size() == 5)
        .isEqualTo(sampled(calls));
    assertThat(logprobOf(calls.getFirst(), browser.list(NOTES)))
        .isCloseTo(-(1 + calls.getFirst().tokenIds()[0] % 32) / 64.0, within(0.0001));
    assertThat(browser.texts("details.tool summary .name"))
        .containsExactly("multiply", "divide", "add");
    assertThat(browser.texts("details.tool.failed .block")).contains("Error: Division by zero");
    assertThat(browser.texts("section.turn .badge")).containsOnlyOnceElementsOf(List.of("failed"));
    browser.screenshot("tokens");
    browser.run("document.querySelector('#turn-2').scrollIntoView()");
    browser.pointAt(browser.find("#turn-2 .t.model"));
    browser.screenshot("tokens-note");
    browser.prefer("dark");
    browser.screenshot("tokens-dark");
    assertThat(browser.list(Contrast.SCRIPT)).isEmpty();
    browser.prefer("light");
    assertThat(browser.list(Contrast.SCRIPT)).isEmpty();
  }

  @Test
  void drift_isShownWhereItHappened() throws Exception {
    scene.play("drift", QUESTION);

    scene.openRollout("drift");
    browser.await("document.querySelectorAll('.tokens').length === 3");
    browser.await("document.querySelector('.drift-mark') !== null");

    assertThat(browser.texts("#turn-2 .drift-mark strong")).containsExactly("▼ drift: realign");
    assertThat(browser.texts("#turn-1 .drift-mark, #turn-3 .drift-mark")).isEmpty();
    assertThat(browser.texts("#turn-2 > .facts .badge")).containsExactly("realign");
    assertThat(browser.texts("#turn-2 .drift-mark .t.expected")).isNotEmpty();
    assertThat(browser.texts("#turn-2 .t.masked"))
        .hasSize(Objects.requireNonNull(scene.calls("drift").get(1).mask()).size());
    assertThat(browser.texts("#turn-2 .t.retold")).isNotEmpty();
    assertThat(browser.texts("#turn-3 .t.retold")).isEmpty();
    browser.run("document.querySelector('#turn-2').scrollIntoView()");
    browser.screenshot("drift");
  }

  @Test
  void keys_moveFromTokenToTokenAndFromTurnToTurn() throws Exception {
    scene.play("keys", QUESTION);
    List<Completion> calls = scene.calls("keys");
    scene.openRollout("keys");
    browser.open(browser.url());
    scene.awaitTokens(calls.size(), contextLength(calls));

    browser.press(Keys.TAB);
    assertThat(browser.text(":focus")).isEqualTo("Skip to the content");
    browser.press(Keys.ENTER);
    assertThat(browser.find(":focus").getTagName()).isEqualTo("h1");
    while (browser.list("return [...document.querySelectorAll('.t:focus')]").isEmpty()) {
      browser.press(Keys.TAB);
    }
    assertThat(focused()).isEqualTo(List.of(0L, 0L));
    browser.press(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_LEFT);
    assertThat(focused()).isEqualTo(List.of(0L, 1L));
    browser.press("m");
    assertThat(focused()).isEqualTo(List.of(0L, (long) calls.getFirst().promptIds().length));
    assertThat(browser.find(":focus").getAttribute("aria-label"))
        .contains("mask 1, sampled", "log-probability");
    assertThat(browser.text(".tip")).contains(String.valueOf(calls.getFirst().tokenIds()[0]));
    browser.press("]");
    assertThat(focused()).isEqualTo(List.of(1L, 0L));
    browser.press(Keys.ARROW_LEFT);
    assertThat(focused()).isEqualTo(List.of(0L, (long) contextLength(calls.subList(0, 1)) - 1));
    browser.press("[", Keys.ARROW_DOWN, Keys.ARROW_UP, Keys.HOME, Keys.END);
    assertThat(browser.find(".tip").isDisplayed()).isTrue();
    browser.press(Keys.ESCAPE);
    assertThat(browser.find(".tip").isDisplayed()).isFalse();
  }

  /** Says how long it takes; how long it may take is for people to judge. */
  @Test
  void aRolloutOf32000Tokens_isShownWhole() throws Exception {
    scene.play("long", "Numbers: " + "17 and 4, then more of it. ".repeat(2900));
    List<Completion> calls = scene.calls("long");
    int tokens = contextLength(calls);
    browser.open(scene.page("/rollouts"));
    browser.await("document.querySelector('tbody a') !== null");

    browser.run("window.asked = performance.now(); document.querySelector('tbody a').click()");
    browser.await("document.querySelectorAll('.t[data-n]').length > 200");
    Object first = browser.run("return Math.round(performance.now() - asked)");
    scene.awaitTokens(calls.size(), tokens);
    Object all = browser.run("return Math.round(performance.now() - asked)");

    assertThat(tokens).isGreaterThan(32_000);
    assertThat(browser.list(PageScene.KINDS)).isEqualTo(kinds(calls));
    System.out.printf(
        Locale.ROOT,
        "The page shows a rollout of %,d tokens after %s ms, all of it after %s ms; scrolled in %s%n",
        tokens,
        first,
        all,
        browser.runUntilDone(SCROLL));
  }

  /** List and index of the token that has the focus. */
  private static List<?> focused() {
    return browser.list(
        """
        const token = document.activeElement;
        return [Number(token.closest('.tokens')?.dataset.list), Number(token.dataset.n)];
        """);
  }

  private static int contextLength(List<Completion> calls) {
    return calls.getLast().promptIds().length + calls.getLast().tokenIds().length;
  }

  private static List<List<Long>> kinds(List<Completion> calls) {
    List<List<Long>> all = new ArrayList<>();
    for (Completion call : calls) {
      List<Long> kinds = new ArrayList<>();
      List<?> mask = call.mask();
      kinds.addAll(
          mask == null
              ? Collections.nCopies(call.promptIds().length, -1L)
              : Collections.nCopies(mask.size(), 0L));
      kinds.addAll(Collections.nCopies(call.tokenIds().length, 1L));
      all.add(kinds);
    }
    return all;
  }

  private static List<List<String>> idsAndPositions(List<Completion> calls) {
    int[] context =
        IntStream.concat(
                Arrays.stream(calls.getLast().promptIds()),
                Arrays.stream(calls.getLast().tokenIds()))
            .toArray();
    return IntStream.range(0, context.length)
        .mapToObj(at -> List.of(String.valueOf(context[at]), String.format(Locale.ROOT, "%,d", at)))
        .toList();
  }

  private static List<Boolean> sampled(List<Completion> calls) {
    return kinds(calls).stream().flatMap(List::stream).map(kind -> kind == 1).toList();
  }

  /** What the note of the first sampled token says. */
  private static double logprobOf(Completion call, List<?> notes) {
    String said = String.valueOf(((List<?>) notes.get(call.promptIds().length)).getLast());
    return Double.parseDouble(said.substring(0, said.indexOf(' ')));
  }
}

package dev.rolloutserver.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.conversation.Conversation;
import dev.rolloutserver.conversation.Message;
import dev.rolloutserver.json.IdText;
import dev.rolloutserver.prompt.PromptFormats.Lease;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCheckTest {
  private static final List<Map<String, ?>> TOOLS = List.of(Map.of("name", "add"));

  private final PromptFormats formats =
      TinyModel.formats(TinyModel.TEMPLATE, FormatSettings.plain("tiny"));
  private final Lease lease = TinyModel.lease(formats);
  private final PromptFormat format = lease.format();
  private final TokenCheck check = new TokenCheck();

  @AfterEach
  void close() {
    lease.close();
    formats.close();
  }

  @Test
  void answered_trainerCountsAsWeDo_everyTurnIsClean() {
    Rollout rollout = new Rollout(format.counter(TOOLS, Map.of()));
    for (int turn = 1; turn <= 5; turn++) {
      Prompt prompt = rollout.next();
      int[] answer = format.encode("hello the wörld<|im_end|>");

      assertThat(rollout.judge(prompt, prompt.ids(), answer)).isEqualTo(TurnVerdict.CLEAN);

      rollout.goOn("hello the wörld");
    }
    assertThat(check.report()).isEmpty();
    assertThat(check.turns(TurnVerdict.CLEAN)).isEqualTo(5);
  }

  @Test
  void answered_answerInOtherTokens_isRealign() {
    Rollout rollout = new Rollout(format.counter(List.of(), Map.of()));
    Prompt first = rollout.next();
    // letter by letter, which the tokenizer never does
    int[] answer = concat(format.encode("h"), format.encode("ello<|im_end|>"));
    rollout.judge(first, first.ids(), answer);
    rollout.goOn("hello");
    Prompt second = rollout.next();

    assertThat(rollout.judge(second, second.ids(), format.encode("x")))
        .isEqualTo(TurnVerdict.REALIGN);

    TokenDrift drift = check.firstDrift().orElseThrow();
    assertThat(drift.verdict()).isEqualTo(TurnVerdict.REALIGN);
    assertThat(drift.turn()).isEqualTo(2);
    assertThat(drift.firstDifference()).isEqualTo(first.length());
    assertThat(drift.actualLength()).isEqualTo(second.length());
    assertThat(drift.expectedAround()).contains("tant\nhello<|im_end|>");
    assertThat(drift.actualAround()).contains("tant\nhello<|im_end|>");
  }

  @ParameterizedTest
  @CsvSource({"hello, REALIGN", "hallo, FORK"})
  void answered_answerCutWithinACharacter_isComparedAsFarAsItGoes(
      String trainersHello, TurnVerdict verdict) {
    Rollout rollout = new Rollout(format.counter(List.of(), Map.of()));
    Prompt first = rollout.next();
    int[] emoji = format.encode("\ud83d\ude00");
    rollout.judge(
        first, first.ids(), concat(format.encode("h"), format.encode("ello"), slice(emoji, 0, 2)));
    rollout.goOn("hello\ud83d\ude00");
    int[] second = concat(first.ids(), format.encode(trainersHello), emoji, format.encode("!"));

    assertThat(rollout.judge(rollout.next(), second, new int[0])).isEqualTo(verdict);
  }

  @Test
  void answered_textOfTheAnswerChanged_isFork() {
    Rollout rollout = new Rollout(format.counter(List.of(), Map.of()));
    Prompt first = rollout.next();
    rollout.judge(first, first.ids(), format.encode("hello world<|im_end|>"));
    rollout.goOn("hello there");
    Prompt second = rollout.next();

    assertThat(rollout.judge(second, second.ids(), format.encode("x"))).isEqualTo(TurnVerdict.FORK);

    TokenDrift drift = check.firstDrift().orElseThrow();
    assertThat(drift.verdict()).isEqualTo(TurnVerdict.FORK);
    assertThat(drift.expectedAround()).contains(" world<|im_end|>");
    assertThat(drift.actualAround()).contains("there");
  }

  @Test
  void answered_newPartInOtherTokens_isRealign() {
    Rollout rollout = new Rollout(format.counter(List.of(), Map.of()));
    Prompt first = rollout.next();
    int[] answer = format.encode("a<|im_end|>");
    rollout.judge(first, first.ids(), answer);
    rollout.goOn("a");
    Prompt second = rollout.next();
    int[] ids = second.ids();
    int hello = last(ids, format.encode("hello")[0]);
    int[] longer =
        concat(
            slice(ids, 0, hello),
            format.encode("h"),
            format.encode("ello"),
            slice(ids, hello + 1, ids.length - hello - 1));

    assertThat(rollout.judge(second, longer, answer)).isEqualTo(TurnVerdict.REALIGN);

    TokenDrift drift = check.firstDrift().orElseThrow();
    assertThat(drift.firstDifference()).isEqualTo(hello);
    assertThat(drift.expectedLength()).isEqualTo(second.length());
    assertThat(drift.actualLength()).isEqualTo(longer.length);
  }

  @ParameterizedTest
  @ValueSource(ints = {-3, -1, 1, 3})
  void answered_newPartOfAnotherLength_isFork(int more) {
    Rollout rollout = new Rollout(format.counter(List.of(), Map.of()));
    Prompt first = rollout.next();
    int[] answer = format.encode("a<|im_end|>");
    rollout.judge(first, first.ids(), answer);
    rollout.goOn("a");
    Prompt second = rollout.next();
    int[] ids = Arrays.copyOf(second.ids(), second.length() + more);

    assertThat(rollout.judge(second, ids, answer)).isEqualTo(TurnVerdict.FORK);
    assertThat(check.firstDrift().orElseThrow().actualLength()).isEqualTo(ids.length);
  }

  @Test
  void answered_trainerWithoutToolsAndOneTokenMore_isToldBehindTheContext() {
    Rollout rollout = new Rollout(format.counter(TOOLS, Map.of()));
    Rollout trainers = new Rollout(format.counter(List.of(), Map.of()));
    int[] answer = format.encode("a<|im_end|>");
    Prompt first = rollout.next();
    int[] trainersFirst = trainers.next().ids();
    rollout.judge(first, trainersFirst, answer);
    rollout.goOn("a");
    trainers.goOn("a");
    Prompt second = rollout.next();

    rollout.judge(second, concat(trainers.next().ids(), format.encode("!")), answer);

    TokenDrift drift = check.firstDrift().orElseThrow();
    int context = trainersFirst.length + answer.length;
    assertThat(drift.firstDifference()).isGreaterThanOrEqualTo(context);
    assertThat(drift.actualLength()).isEqualTo(drift.expectedLength() + 1);
  }

  @Test
  void answered_secondDrift_isOnlyCounted() {
    Rollout rollout = new Rollout(format.counter(List.of(), Map.of()));
    for (int turn = 1; turn <= 4; turn++) {
      Prompt prompt = rollout.next();
      rollout.judge(prompt, prompt.ids(), format.encode(turn == 3 ? "a<|im_end|>" : "b<|im_end|>"));
      rollout.goOn("a");
    }

    assertThat(check.turns(TurnVerdict.CLEAN)).isEqualTo(2);
    assertThat(check.turns(TurnVerdict.FORK)).isEqualTo(2);
    assertThat(check.report())
        .containsEntry("class", "fork")
        .containsEntry("turn", 2)
        .containsEntry("turns", Map.of("clean", 2, "realign", 0, "fork", 2))
        .containsOnlyKeys(
            "class",
            "turn",
            "first_difference",
            "expected_length",
            "actual_length",
            "expected_around",
            "actual_around",
            "turns");
  }

  @Test
  void answered_inventedIds_areForkAndNeverThrow() {
    List<int[]> invented =
        List.of(
            new int[0],
            new int[] {1},
            new int[] {Integer.MAX_VALUE, Integer.MAX_VALUE - 1, 0},
            IntStream.range(0, 1000).toArray(),
            IntStream.range(0, 100_000).map(i -> 1_000_000 + i).toArray(),
            new int[] {7});
    Rollout rollout = new Rollout(format.counter(TOOLS, Map.of()));
    for (int turn = 0; turn < invented.size(); turn++) {
      TurnVerdict verdict =
          rollout.judge(
              rollout.next(), invented.get(turn), invented.get(invented.size() - 1 - turn));
      assertThat(verdict).isEqualTo(turn == 0 ? TurnVerdict.CLEAN : TurnVerdict.FORK);
      rollout.goOn("a");
    }
    assertThat(String.valueOf(check.report()).length()).isLessThan(1000);
  }

  @Test
  void answered_trainerThatTokenizesTheContentOnly_isJudgedByItsIds() {
    Rollout rollout = new Rollout(format.counter(List.of(), Map.of()));
    Prompt first = rollout.next();
    rollout.judge(first, first.ids(), format.encode("hello"));
    rollout.goOn("hello");
    Prompt second = rollout.next();

    assertThat(rollout.judge(second, second.ids(), format.encode("x")))
        .isEqualTo(TurnVerdict.CLEAN);
  }

  @Test
  void lengthDifference_trainerWithoutTools_namesTheSettingAndIsNoDrift() {
    Rollout ours = new Rollout(format.counter(TOOLS, Map.of()));
    PromptCounter trainers = format.counter(List.of(), Map.of());
    for (int turn = 1; turn <= 3; turn++) {
      Prompt prompt = ours.next();
      int[] theirs = trainers.next(ours.conversation).ids();
      assertThat(ours.judge(prompt, theirs, format.encode("a<|im_end|>")))
          .isEqualTo(TurnVerdict.CLEAN);
      ours.goOn("a");
    }

    LengthDifference difference = check.lengthDifference().orElseThrow();
    assertThat(difference.turn()).isEqualTo(1);
    assertThat(difference.tokens()).isNegative();
    assertThat(difference.setting()).isEqualTo("tools: false");
    assertThat(check.report())
        .containsOnlyKeys("length_difference")
        .containsEntry(
            "length_difference",
            Map.of("turn", 1, "tokens", difference.tokens(), "agreeing_setting", "tools: false"));
  }

  @ParameterizedTest
  @CsvSource({
    "true, false, false, false, tools: false",
    "false, false, true, false, tools: true",
    "true, true, true, false, arguments: as-sent",
    "true, false, true, true, arguments: objects",
    "true, false, false, true, none"
  })
  void lengthDifference_otherSettingAtTheTrainer_isNamed(
      boolean oursWithTools,
      boolean oursParsed,
      boolean theirsWithTools,
      boolean theirsParsed,
      String setting) {
    Conversation conversation = new Conversation(List.of(calling()));
    try (PromptFormats ours = formats(oursWithTools, oursParsed);
        Lease ourLease = TinyModel.lease(ours);
        PromptFormats theirs = formats(theirsWithTools, theirsParsed);
        Lease theirLease = TinyModel.lease(theirs)) {
      Prompt prompt = ourLease.format().counter(TOOLS, Map.of()).next(conversation);
      int[] ids = theirLease.format().counter(TOOLS, Map.of()).next(conversation).ids();

      answered(check, 1, prompt, 0, ids, new int[0]);

      assertThat(check.lengthDifference().orElseThrow().setting()).isEqualTo(setting);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', false, variables: {enable_thinking: false}",
    "false, true, variables: {enable_thinking: true}"
  })
  void lengthDifference_thinkingAtTheTrainer_isNamed(String ours, boolean theirs, String setting) {
    Map<String, Object> variables =
        ours.isEmpty() ? Map.of() : Map.of("enable_thinking", Boolean.valueOf(ours));
    Rollout rollout = new Rollout(format.counter(TOOLS, variables));
    PromptCounter trainers = format.counter(TOOLS, Map.of("enable_thinking", theirs));

    rollout.judge(rollout.next(), trainers.next(rollout.conversation).ids(), new int[0]);

    assertThat(check.lengthDifference().orElseThrow().setting()).isEqualTo(setting);
  }

  @Test
  void lengthDifference_nothingExplainsIt_saysSo() {
    Rollout rollout = new Rollout(format.counter(TOOLS, Map.of()));
    Prompt prompt = rollout.next();

    rollout.judge(prompt, concat(prompt.ids(), new int[] {1}), new int[0]);

    assertThat(check.lengthDifference())
        .hasValue(new LengthDifference(1, 1, LengthDifference.NO_SETTING));
  }

  @Test
  void lengthDifference_sameDifferenceInAnotherRollout_isNotLookedForAgain() {
    Rollout first = new Rollout(format.counter(TOOLS, Map.of()));
    int[] theirs = format.counter(List.of(), Map.of()).next(first.conversation).ids();
    Prompt prompt = first.next();
    first.judge(prompt, theirs, new int[0]);
    TokenCheck second = new TokenCheck();

    // no setting makes these, so that the answer can only be the one that is known
    answered(second, 1, prompt, 0, new int[theirs.length], new int[0]);

    assertThat(second.lengthDifference().orElseThrow().setting()).isEqualTo("tools: false");
  }

  @Test
  void lengthDifference_notExplainedInOneRollout_isLookedForInAnother() {
    Rollout rollout = new Rollout(format.counter(TOOLS, Map.of()));
    int[] theirs = format.counter(List.of(), Map.of()).next(rollout.conversation).ids();
    Prompt prompt = rollout.next();
    answered(check, 1, prompt, 0, new int[theirs.length], new int[0]);
    TokenCheck second = new TokenCheck();

    answered(second, 1, prompt, 0, theirs, new int[0]);

    assertThat(check.lengthDifference().orElseThrow().setting())
        .isEqualTo(LengthDifference.NO_SETTING);
    assertThat(second.lengthDifference().orElseThrow().setting()).isEqualTo("tools: false");
  }

  @Test
  void lengthDifference_manyDifferences_areNoLongerLookedFor() {
    Rollout rollout = new Rollout(format.counter(TOOLS, Map.of()));
    Prompt prompt = rollout.next();
    List<String> settings =
        IntStream.rangeClosed(1, 18)
            .mapToObj(more -> {
              TokenCheck one = new TokenCheck();
              answered(one, 1, prompt, 0, new int[prompt.length() + more], new int[0]);
              return one.lengthDifference().orElseThrow().setting();
            })
            .toList();

    assertThat(settings.subList(0, 16)).containsOnly(LengthDifference.NO_SETTING);
    assertThat(settings.subList(16, 18)).containsOnly(LengthDifference.NOT_TRIED);
  }

  @Test
  void lengthDifference_idsThatDoNotExist_areNotLookedFor() {
    Rollout rollout = new Rollout(format.counter(TOOLS, Map.of()));

    rollout.judge(rollout.next(), new int[] {1, 99_999}, new int[0]);

    assertThat(check.lengthDifference().orElseThrow().setting())
        .isEqualTo(LengthDifference.NOT_TRIED);
  }

  @ParameterizedTest
  @CsvSource({"200000, none", "200001, not tried"})
  void lengthDifference_longPrompts_areNotLookedFor(int characters, String setting) {
    Conversation conversation = new Conversation(List.of());
    PromptCounter counter = format.counter(List.of(), Map.of());
    int frame = counter.next(withContent(conversation, "")).text().length();
    Prompt prompt =
        counter.next(withContent(new Conversation(List.of()), "x".repeat(characters - frame)));
    assertThat(prompt.text()).hasSize(characters);

    answered(check, 1, prompt, 0, new int[] {1}, new int[0]);

    assertThat(check.lengthDifference().orElseThrow().setting()).isEqualTo(setting);
  }

  private static PromptFormats formats(boolean rendersTools, boolean parsesArguments) {
    return TinyModel.formats(
        TinyModel.TEMPLATE,
        new FormatSettings(
            "tiny", Optional.empty(), Map.of(), rendersTools, parsesArguments, Optional.empty()));
  }

  private static Conversation withContent(Conversation conversation, String content) {
    conversation.add(Message.of(TinyModel.message("user", content)));
    return conversation;
  }

  private static Message calling() {
    Map<String, @Nullable Object> members =
        new LinkedHashMap<>(TinyModel.message("assistant", "calling"));
    members.put(
        "tool_calls",
        List.of(
            Map.of("id", "1", "function", Map.of("name", "add", "arguments", "{\"a\": \"1\"}"))));
    return Message.of(members);
  }

  private static int last(int[] ids, int id) {
    return IntStream.range(0, ids.length).filter(i -> ids[i] == id).max().orElseThrow();
  }

  private static int[] slice(int[] ids, int from, int length) {
    return Arrays.copyOfRange(ids, from, from + length);
  }

  private static TurnVerdict answered(
      TokenCheck check, int turn, Prompt prompt, int zeros, int[] promptIds, int[] tokenIds) {
    return check.answered(
        turn,
        prompt,
        zeros,
        ContextIdsTest.beside(check.context(), promptIds),
        IdText.of(tokenIds));
  }

  private static int[] concat(int[]... parts) {
    return Arrays.stream(parts).flatMapToInt(Arrays::stream).toArray();
  }

  /** A rollout whose masks are what our own count says. */
  private final class Rollout {
    private final PromptCounter counter;
    private final Conversation conversation =
        new Conversation(List.of(Message.of(TinyModel.message("user", "say hello"))));
    private int turn;
    private int context;

    Rollout(PromptCounter counter) {
      this.counter = counter;
    }

    Prompt next() {
      return counter.next(conversation);
    }

    TurnVerdict judge(Prompt prompt, int[] promptIds, int[] tokenIds) {
      turn++;
      int zeros = turn == 1 ? 0 : Math.max(0, prompt.length() - context);
      context = prompt.length() + tokenIds.length;
      return answered(check, turn, prompt, zeros, promptIds, tokenIds);
    }

    void goOn(String answer) {
      conversation.add(Message.of(TinyModel.message("assistant", answer)));
      conversation.add(Message.of(TinyModel.message("user", "hello again")));
    }
  }
}

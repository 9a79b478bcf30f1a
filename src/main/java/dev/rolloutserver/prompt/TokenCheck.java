package dev.rolloutserver.prompt;

import dev.rolloutserver.json.IdRun;
import dev.rolloutserver.json.IdText;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The check of one rollout's masks against the trainer's own ids: does each prompt extend the
 * previous prompt and answer, by as many tokens as the mask had zeros? For one thread at a time.
 */
public final class TokenCheck {
  /** Longer prompts are not encoded again, only to tell REALIGN from FORK. */
  private static final int MAX_TEXT = 1_000_000;

  private final Map<TurnVerdict, Integer> turns = new EnumMap<>(TurnVerdict.class);

  /** The trainer's last prompt and answer. */
  private final ContextIds context = new ContextIds();

  private @Nullable TokenDrift firstDrift;
  private @Nullable TokenDrift lastDrift;
  private @Nullable LengthDifference lengthDifference;

  /**
   * Judges a turn by the trainer's answer to it; ids may be anything.
   *
   * @param turn from 1
   * @param prompt what was counted here
   * @param zerosSent the zeros of the mask that was sent; 0 where none was
   * @param promptTokenIds the trainer's prompt, as it was read beside the {@link #context}
   * @param tokenIds the trainer's answer
   * @throws PromptException of kind CANCELLED if this thread is interrupted
   */
  public TurnVerdict answered(
      int turn, Prompt prompt, int zerosSent, IdRun promptTokenIds, IdText tokenIds) {
    int agreeing = context.firstDifference(promptTokenIds);
    lastDrift = null;
    TurnVerdict verdict =
        turns.isEmpty() || continues(promptTokenIds.count(), agreeing, zerosSent)
            ? TurnVerdict.CLEAN
            : drift(turn, prompt, agreeing, zerosSent, promptTokenIds.toArray(context.known()));
    turns.merge(verdict, 1, Integer::sum);
    if (lengthDifference == null
        && verdict == TurnVerdict.CLEAN
        && promptTokenIds.count() != prompt.length()) {
      lengthDifference =
          new LengthDifference(
              turn,
              promptTokenIds.count() - prompt.length(),
              new SettingSearch(prompt).setting(promptTokenIds.toArray(context.known())));
    }
    context.become(promptTokenIds, tokenIds);
    return verdict;
  }

  /** What the next prompt begins with if all goes well; good until the next answer. */
  public IdText context() {
    return context.known();
  }

  /** The first turn that was not clean. */
  public Optional<TokenDrift> firstDrift() {
    return Optional.ofNullable(firstDrift);
  }

  /** What was wrong with the turn that was judged last; empty where it was clean. */
  public Optional<TokenDrift> lastDrift() {
    return Optional.ofNullable(lastDrift);
  }

  /** How the trainer's prompts differ in length from ours. */
  public Optional<LengthDifference> lengthDifference() {
    return Optional.ofNullable(lengthDifference);
  }

  /** How many turns had this verdict. */
  public int turns(TurnVerdict verdict) {
    return turns.getOrDefault(verdict, 0);
  }

  /** What there is to say about the rollout, as members of a JSON object; empty if all agrees. */
  public Map<String, Object> report() {
    Map<String, Object> report = new LinkedHashMap<>();
    TokenDrift drift = firstDrift;
    if (drift != null) {
      report.put("class", drift.verdict().wireName());
      report.put("turn", drift.turn());
      report.put("first_difference", drift.firstDifference());
      report.put("expected_length", drift.expectedLength());
      report.put("actual_length", drift.actualLength());
      report.put("expected_around", drift.expectedAround());
      report.put("actual_around", drift.actualAround());
      Map<String, Object> counts = new LinkedHashMap<>();
      for (TurnVerdict verdict : TurnVerdict.values()) {
        counts.put(verdict.wireName(), turns(verdict));
      }
      report.put("turns", counts);
    }
    LengthDifference difference = lengthDifference;
    if (difference != null) {
      report.put(
          "length_difference",
          Map.of(
              "turn", difference.turn(),
              "tokens", difference.tokens(),
              "agreeing_setting", difference.setting()));
    }
    return report;
  }

  /** Whether the prompt is the context and as many ids as the mask had zeros. */
  private boolean continues(int promptLength, int agreeing, int zerosSent) {
    return agreeing == context.length() && promptLength == (long) context.length() + zerosSent;
  }

  private TurnVerdict drift(
      int turn, Prompt prompt, int agreeing, int zerosSent, int[] promptTokenIds) {
    int[] expected = context.toArray();
    long expectedLength = (long) expected.length + zerosSent;
    int difference = agreeing;
    TextComparison comparison = new TextComparison(prompt.counter().format());
    boolean sameText;
    if (difference < expected.length) {
      sameText = comparison.startsWith(promptTokenIds, expected);
    } else if (prompt.text().length() > MAX_TEXT) {
      sameText = false;
    } else {
      // the trainer's prompts may differ from ours by a constant: only what is new is compared
      expected = extended(expected, tail(prompt.ids(), zerosSent));
      sameText = comparison.same(expected, promptTokenIds);
      difference = TextComparison.firstDifference(expected, promptTokenIds);
    }
    TurnVerdict verdict = sameText ? TurnVerdict.REALIGN : TurnVerdict.FORK;
    lastDrift =
        new TokenDrift(
            verdict,
            turn,
            difference,
            expectedLength,
            promptTokenIds.length,
            comparison.around(expected, difference),
            comparison.around(promptTokenIds, difference));
    firstDrift = firstDrift == null ? lastDrift : firstDrift;
    return verdict;
  }

  private static int[] extended(int[] ids, int[] more) {
    int[] all = Arrays.copyOf(ids, Math.addExact(ids.length, more.length));
    System.arraycopy(more, 0, all, ids.length, more.length);
    return all;
  }

  private static int[] tail(int[] ids, int length) {
    return Arrays.copyOfRange(ids, Math.max(0, ids.length - length), ids.length);
  }
}

package dev.rolloutserver.command.demo;

import dev.rolloutserver.simulation.Completion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Neighbouring tokens of a conversation that have the same origin.
 *
 * @param ids the tokens
 */
@SuppressWarnings("ArrayRecordComponent") // ids that are only read, never compared
record Span(Origin origin, int[] ids) {
  /** Where tokens come from. */
  enum Origin {
    /** They are the first prompt, which has no mask. */
    PROMPT,
    /** The model has sampled them. */
    MODEL,
    /** They came later and are zeros in a mask: results of tools, text of the template. */
    MASKED
  }

  /** The conversation that these answered calls of one rollout, in order, make up. */
  static List<Span> of(List<Completion> completions) {
    List<Span> spans = new ArrayList<>();
    for (Completion completion : completions) {
      int[] prompt = completion.promptIds();
      List<?> mask = completion.mask();
      if (spans.isEmpty()) {
        spans.add(new Span(Origin.PROMPT, prompt));
      } else if (mask != null) {
        int from = Math.max(0, prompt.length - mask.size());
        spans.add(new Span(Origin.MASKED, Arrays.copyOfRange(prompt, from, prompt.length)));
      }
      spans.add(new Span(Origin.MODEL, completion.tokenIds()));
    }
    return spans;
  }
}

package dev.rolloutserver.template.builtins;

import dev.rolloutserver.template.values.Arguments;
import dev.rolloutserver.template.values.Markup;
import dev.rolloutserver.template.values.Missing;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/** Filler text: of the right shape, but always the same words. */
final class LoremIpsum {
  private static final Parameters PARAMETERS = Parameters.named(0, "n", "html", "min", "max");
  private static final String WORDS =
      "Lorem ipsum dolor sit amet, consectetur adipisicing elit, sed do eiusmod tempor incididunt"
          + " ut labore et dolore magna aliqua.";

  private LoremIpsum() {}

  static Object make(Arguments arguments, Evaluation evaluation) {
    @Nullable Object[] bound = PARAMETERS.bind("generate_lorem_ipsum", arguments);
    long paragraphs = Math.max(0, Passed.size(bound[0], 5));
    evaluation.budget().allocate(WORDS.length() + 8L, paragraphs);
    boolean html = bound[1] == Missing.MISSING || Passed.isTrue(bound[1]);
    String text =
        String.join(
            html ? "\n" : "\n\n",
            Collections.nCopies((int) paragraphs, html ? "<p>" + WORDS + "</p>" : WORDS));
    return html ? new Markup(text) : text;
  }
}

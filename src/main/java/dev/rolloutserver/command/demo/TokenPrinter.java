package dev.rolloutserver.command.demo;

import dev.rolloutserver.command.demo.Span.Origin;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Prints tokens so that their origin is seen: by colour on a terminal, else by brackets. */
final class TokenPrinter {
  /** Bytes of the longest character, each of which may be a token. */
  private static final int MAX_TOKENS_OF_A_CHARACTER = 4;

  private static final String TURN = "<|turn|>";
  private static final String INDENT = "    ";
  private static final String RESET = "\u001b[0m";

  private final PrintWriter out;
  private final Function<int[], String> decoder;
  private final boolean coloured;

  /**
   * A printer.
   *
   * @param decoder the text of tokens
   * @param coloured whether the reader understands ANSI colours
   */
  TokenPrinter(PrintWriter out, Function<int[], String> decoder, boolean coloured) {
    this.out = out;
    this.decoder = decoder;
    this.coloured = coloured;
  }

  /** Says how to read what {@link #print} prints. */
  void printLegend() {
    out.println("How to read the conversations below:");
    sample(Origin.PROMPT, "the first prompt");
    sample(Origin.MODEL, "sampled by the model: trained on");
    sample(Origin.MASKED, "zeros of the response mask: results and template, not trained on");
  }

  /** Prints a conversation; of its first prompt the last question only. */
  void print(List<Span> spans) {
    for (Span span : spans) {
      List<String> texts = texts(span.ids());
      if (span.origin() == Origin.PROMPT) {
        int from = lastQuestion(texts);
        out.print(INDENT);
        if (from > 0) {
          write(Origin.PROMPT, List.of("(" + from + " tokens before) "));
        }
        texts = texts.subList(from, texts.size());
      }
      write(span.origin(), texts);
    }
    out.println();
  }

  private void sample(Origin origin, String meaning) {
    out.print(INDENT);
    write(origin, List.of("to", "ken", "s"));
    out.println("  " + meaning);
  }

  private void write(Origin origin, List<String> tokens) {
    boolean even = true;
    for (String token : tokens) {
      String text = token.replace("\n", "\n" + INDENT);
      out.print(coloured ? colour(origin, even) + text + RESET : bracketed(origin, text));
      even = !even;
    }
  }

  /** Two shades for each origin, so that neighbouring tokens can be told apart. */
  private static String colour(Origin origin, boolean even) {
    return switch (origin) {
      case PROMPT -> "\u001b[90m";
      case MODEL -> even ? "\u001b[32m" : "\u001b[92m";
      case MASKED -> even ? "\u001b[33m" : "\u001b[93m";
    };
  }

  private static String bracketed(Origin origin, String text) {
    return switch (origin) {
      case PROMPT -> text;
      case MODEL -> "[" + text + "]";
      case MASKED -> "(" + text + ")";
    };
  }

  /** The text of each token; tokens that make up one character only together stay together. */
  private List<String> texts(int[] ids) {
    List<String> texts = new ArrayList<>();
    int from = 0;
    for (int to = 1; to <= ids.length; to++) {
      String text = decoder.apply(Arrays.copyOfRange(ids, from, to));
      if (text.indexOf('\ufffd') < 0
          || to - from == MAX_TOKENS_OF_A_CHARACTER
          || to == ids.length) {
        texts.add(text);
        from = to;
      }
    }
    return texts;
  }

  /** Where the last turn but the one that the model is to speak in begins. */
  private static int lastQuestion(List<String> texts) {
    int last = texts.lastIndexOf(TURN);
    return last < 0 ? 0 : Math.max(0, texts.subList(0, last).lastIndexOf(TURN));
  }
}

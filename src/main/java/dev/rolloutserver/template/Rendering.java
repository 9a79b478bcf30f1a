package dev.rolloutserver.template;

import java.util.List;

/**
 * A rendered template.
 *
 * @param text the prompt
 * @param generationSpans where the text of generation tags stands, in order
 */
public record Rendering(String text, List<Span> generationSpans) {
  public Rendering {
    generationSpans = List.copyOf(generationSpans);
  }

  /**
   * A part of the text.
   *
   * @param start first code point
   * @param end code point after the last
   */
  public record Span(int start, int end) {}
}

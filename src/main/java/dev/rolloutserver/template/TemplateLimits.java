package dev.rolloutserver.template;

/**
 * What one rendering may use; beyond it a {@link TemplateException} of kind LIMIT is thrown.
 *
 * @param maxOutput characters of the rendered text
 * @param maxSteps steps of evaluation: expressions, iterations, elements looked at
 * @param maxCharacters characters and elements of all values that are made
 * @param maxNesting levels of calls and nested values that are open at once; a macro call is five
 */
public record TemplateLimits(int maxOutput, long maxSteps, long maxCharacters, int maxNesting) {
  /** Room for a conversation of several megabytes, and well under a second of work. */
  public static final TemplateLimits DEFAULT =
      new TemplateLimits(32_000_000, 3_000_000, 100_000_000, 1000);

  public TemplateLimits {
    require("maxOutput", maxOutput);
    require("maxSteps", maxSteps);
    require("maxCharacters", maxCharacters);
    require("maxNesting", maxNesting);
  }

  private static void require(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is " + value + ", but must be at least 1");
    }
  }
}

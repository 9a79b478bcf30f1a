package dev.rolloutserver.python;

import org.jspecify.annotations.Nullable;

/** {@code text.format(...)} and {@code string.Formatter}. Use an instance for one text. */
public final class FormatString {
  /** A field's spec may have fields, but theirs may not. */
  private static final int MAX_DEPTH = 2;

  private final FieldSource source;
  private final ValueText text;
  private final LengthBudget budget;
  private final boolean byFormatter;
  private Numbering numbering = Numbering.UNDECIDED;
  private int nextIndex;

  private FormatString(
      FieldSource source, ValueText text, LengthBudget budget, boolean byFormatter) {
    this.source = source;
    this.text = text;
    this.budget = budget;
    this.byFormatter = byFormatter;
  }

  public static String format(
      String format, FieldSource source, ValueText text, LengthBudget budget) {
    return new FormatString(source, text, budget, false).expand(format, MAX_DEPTH);
  }

  /** As {@code string.Formatter}, for which fields with attributes do not count as numbered. */
  public static String formatByFormatter(
      String format, FieldSource source, ValueText text, LengthBudget budget) {
    return new FormatString(source, text, budget, true).expand(format, MAX_DEPTH);
  }

  private String expand(String format, int depth) {
    if (depth == 0) {
      throw PythonError.valueError("Max string recursion exceeded");
    }
    StringBuilder result = new StringBuilder();
    FormatPieces pieces = new FormatPieces(format);
    while (pieces.hasNext()) {
      FormatPiece piece = pieces.next();
      result.append(piece.literal());
      if (piece.hasField()) {
        Object value = converted(value(piece.name()), piece.conversion());
        boolean nested = piece.spec().indexOf('{') >= 0;
        String spec = nested ? expand(piece.spec(), depth - 1) : piece.spec();
        result.append(source.format(value, spec));
      }
      budget.require(result.length());
    }
    return result.toString();
  }

  private @Nullable Object value(String fieldName) {
    FieldName name = new FieldName(fieldName);
    Object value = first(name.first(), name.first().length() == fieldName.length());
    for (FieldName.Step step = name.next(); step != null; step = name.next()) {
      value =
          switch (step) {
            case FieldName.Step.Attribute attribute -> source.attribute(value, attribute.name());
            case FieldName.Step.Item item -> source.item(value, item.key());
          };
    }
    return value;
  }

  private @Nullable Object first(String name, boolean alone) {
    long index = DecimalDigits.parse(name);
    boolean automatic = name.isEmpty() && (alone || !byFormatter);
    if (automatic || index >= 0) {
      if (alone || !byFormatter) {
        index = numbered(automatic, index);
      }
      if (index >= source.positionalCount()) {
        throw PythonError.indexError(
            "Replacement index " + index + " out of range for positional args tuple");
      }
      return source.positional((int) index);
    }
    return source.keyword(name);
  }

  private long numbered(boolean automatic, long index) {
    Numbering wanted = automatic ? Numbering.AUTOMATIC : Numbering.MANUAL;
    if (numbering == Numbering.UNDECIDED) {
      numbering = wanted;
    }
    if (numbering != wanted) {
      throw PythonError.valueError(
          automatic
              ? "cannot switch from manual field specification to automatic field numbering"
              : "cannot switch from automatic field numbering to manual field specification");
    }
    return automatic ? nextIndex++ : index;
  }

  private @Nullable Object converted(@Nullable Object value, int conversion) {
    return switch (conversion) {
      case 0 -> value;
      case 's' -> value instanceof String s ? s : text.str(value);
      case 'r' -> repr(value);
      case 'a' -> Repr.escapeNonAscii(repr(value));
      default ->
          throw PythonError.valueError(
              "Unknown conversion specifier "
                  + (conversion > 32 && conversion < 127
                      ? Character.toString(conversion)
                      : "\\x" + Integer.toHexString(conversion)));
    };
  }

  private String repr(@Nullable Object value) {
    return text.repr(value);
  }

  private enum Numbering {
    UNDECIDED,
    AUTOMATIC,
    MANUAL
  }
}

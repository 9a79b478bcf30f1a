package dev.rolloutserver.python;

/**
 * A number cut into the parts that a format spec moves.
 *
 * @param digits the whole part, which is grouped
 * @param rest point, fraction, exponent and all that is not grouped
 */
record SpecNumber(String sign, String prefix, String digits, String rest) {
  String layOut(SpecFields fields, LengthBudget budget) {
    budget.require(Math.max(fields.width(), 0));
    long fixed = sign.length() + prefix.length() + (long) CodePoints.length(rest);
    boolean zeroFilled = fields.fill() == '0' && fields.align() == '=';
    String grouped = grouped(fields, zeroFilled ? fields.width() - fixed : 0);
    int missing = (int) Math.max(0, fields.width() - fixed - grouped.length());
    StringBuilder result = new StringBuilder();
    int fill = fields.fill();
    int before =
        switch (fields.align()) {
          case '>' -> missing;
          case '^' -> missing / 2;
          default -> 0;
        };
    result.repeat(fill, before).append(sign).append(prefix);
    if (fields.align() == '=') {
      result.repeat(fill, missing);
      before = missing;
    }
    return result.append(grouped).append(rest).repeat(fill, missing - before).toString();
  }

  /** The digits with separators, and with zeros in front to fill at least this width. */
  private String grouped(SpecFields fields, long minWidth) {
    if (digits.isEmpty() || fields.grouping() == '\0') {
      return digits;
    }
    int size = fields.type() < 0x80 && "boxX".indexOf(fields.type()) >= 0 ? 4 : 3;
    StringBuilder reversed = new StringBuilder();
    int remaining = digits.length();
    long wanted = minWidth;
    while (true) {
      int group = (int) Math.min(size, Math.max(Math.max(remaining, wanted), 1));
      int known = Math.min(remaining, group);
      for (int i = 0; i < known; i++) {
        reversed.append(digits.charAt(remaining - 1 - i));
      }
      reversed.repeat('0', group - known);
      remaining -= known;
      wanted -= group;
      if (remaining <= 0 && wanted <= 0) {
        return reversed.reverse().toString();
      }
      reversed.append(fields.grouping());
      wanted--;
    }
  }
}

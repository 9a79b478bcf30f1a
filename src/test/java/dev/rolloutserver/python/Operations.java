package dev.rolloutserver.python;

import java.math.BigInteger;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The operations of the recorded cases, by the names the recording script gives them. */
final class Operations {
  private static final LengthBudget BUDGET = LengthBudget.unlimited();

  private Operations() {}

  static Object text(String operation, List<@Nullable Object> a) {
    String s = string(a, 0);
    return switch (operation) {
      case "repr" -> Repr.of(s);
      case "ascii" -> Repr.ascii(s);
      case "strip" -> Whitespace.strip(s);
      case "lstrip" -> Whitespace.lstrip(s);
      case "rstrip" -> Whitespace.rstrip(s);
      case "upper" -> CaseMapping.upper(s);
      case "lower" -> CaseMapping.lower(s);
      case "capitalize" -> CaseMapping.capitalize(s);
      case "title" -> CaseMapping.title(s);
      case "swapcase" -> CaseMapping.swapcase(s);
      case "casefold" -> CaseMapping.casefold(s);
      case "islower" -> CharacterClass.isLower(s);
      case "isupper" -> CharacterClass.isUpper(s);
      case "istitle" -> CharacterClass.isTitle(s);
      case "isalnum" -> CharacterClass.isAlnum(s);
      case "isidentifier" -> CharacterClass.isIdentifier(s);
      case "isprintable" -> CharacterClass.isPrintable(s);
      case "isspace" -> CharacterClass.isSpace(s);
      case "isascii" -> CharacterClass.isAscii(s);
      case "stripchars" -> Whitespace.strip(s, string(a, 1));
      case "lstripchars" -> Whitespace.lstrip(s, string(a, 1));
      case "rstripchars" -> Whitespace.rstrip(s, string(a, 1));
      case "split" -> Splitting.split(s, whole(a, 1));
      case "rsplit" -> Splitting.rsplit(s, whole(a, 1));
      case "splitsep" -> Splitting.split(s, string(a, 1), whole(a, 2));
      case "rsplitsep" -> Splitting.rsplit(s, string(a, 1), whole(a, 2));
      case "splitlines" -> Splitting.splitLines(s, Boolean.TRUE.equals(a.get(1)));
      case "center" -> Padding.center(s, whole(a, 1), string(a, 2), BUDGET);
      case "ljust" -> Padding.ljust(s, whole(a, 1), string(a, 2), BUDGET);
      case "rjust" -> Padding.rjust(s, whole(a, 1), string(a, 2), BUDGET);
      case "zfill" -> Padding.zfill(s, whole(a, 1), BUDGET);
      case "expandtabs" -> Padding.expandTabs(s, whole(a, 1), BUDGET);
      case "find" -> Searching.find(s, string(a, 1), start(a), end(a));
      case "rfind" -> Searching.rfind(s, string(a, 1), start(a), end(a));
      case "index" -> Searching.index(s, string(a, 1), start(a), end(a));
      case "rindex" -> Searching.rindex(s, string(a, 1), start(a), end(a));
      case "count" -> Searching.count(s, string(a, 1), start(a), end(a));
      case "startswith" -> Searching.startsWith(s, string(a, 1), start(a), end(a));
      case "endswith" -> Searching.endsWith(s, string(a, 1), start(a), end(a));
      case "replace" -> Replacing.replace(s, string(a, 1), string(a, 2), whole(a, 3), BUDGET);
      case "partition" -> Splitting.partition(s, string(a, 1));
      case "rpartition" -> Splitting.rpartition(s, string(a, 1));
      case "removeprefix" -> Searching.removePrefix(s, string(a, 1));
      case "removesuffix" -> Searching.removeSuffix(s, string(a, 1));
      case "slice" ->
          new CodePointIndex(s)
              .slice(SliceIndices.of(a.get(1), a.get(2), a.get(3), CodePoints.length(s)));
      case "at" -> PlainFields.at(s, whole(a, 1));
      case "bytes" -> Repr.ofBytes(Utf8.encode(s));
      default -> throw new IllegalArgumentException(operation);
    };
  }

  static Object number(String operation, List<@Nullable Object> a) {
    return switch (operation) {
      case "frepr" -> PythonFloat.repr(real(a, 0));
      case "fparse" -> PythonFloat.parse(string(a, 0));
      case "iparse" -> IntText.parse(string(a, 0), (int) whole(a, 1));
      case "fround" -> PythonFloat.round(real(a, 0));
      case "froundn" -> PythonFloat.round(real(a, 0), whole(a, 1));
      case "fint" -> PythonInt.ofFloat(real(a, 0));
      case "fdiv" -> FloatArithmetic.divide(real(a, 0), real(a, 1));
      case "ffloordiv" -> FloatArithmetic.floorDivide(real(a, 0), real(a, 1));
      case "fmod" -> FloatArithmetic.modulo(real(a, 0), real(a, 1));
      case "fpow" -> FloatArithmetic.power(real(a, 0), real(a, 1));
      case "iadd" -> PythonInt.add(integer(a, 0), integer(a, 1));
      case "isub" -> PythonInt.subtract(integer(a, 0), integer(a, 1));
      case "imul" -> PythonInt.multiply(integer(a, 0), integer(a, 1));
      case "ifloordiv" -> PythonInt.floorDivide(integer(a, 0), integer(a, 1));
      case "imod" -> PythonInt.modulo(integer(a, 0), integer(a, 1));
      case "itruediv" -> PythonInt.trueDivide(integer(a, 0), integer(a, 1));
      case "iround" -> PythonInt.round(integer(a, 0), integer(a, 1));
      case "ipow" -> PythonInt.power(integer(a, 0), integer(a, 1));
      case "ishl" -> PythonInt.shiftLeft(integer(a, 0), integer(a, 1));
      case "ishr" -> PythonInt.shiftRight(integer(a, 0), integer(a, 1));
      case "istr" -> IntText.write(integer(a, 0));
      case "iabs" -> PythonInt.abs(integer(a, 0));
      case "ineg" -> PythonInt.negate(integer(a, 0));
      case "tofloat" -> PythonInt.toFloat(integer(a, 0));
      case "eq" -> NumberComparison.equal(present(a, 0), present(a, 1));
      case "lt" ->
          !NumberComparison.unordered(present(a, 0), present(a, 1))
              && NumberComparison.compare(present(a, 0), present(a, 1)) < 0;
      case "samekey" ->
          !NumberComparison.unordered(present(a, 0), present(a, 1))
              && NumberComparison.key(present(a, 0)).equals(NumberComparison.key(present(a, 1)));
      default -> throw new IllegalArgumentException(operation);
    };
  }

  static Object format(String operation, List<@Nullable Object> a) {
    PlainValueText text = new PlainValueText();
    return switch (operation) {
      case "percent" -> {
        List<@Nullable Object> values =
            ((List<?>) present(a, 1)).stream().<@Nullable Object>map(v -> v).toList();
        yield PercentFormat.format(
            string(a, 0), new PercentArguments.Several(values), text, BUDGET);
      }
      case "percent1" ->
          PercentFormat.format(string(a, 0), new PercentArguments.Single(a.get(1)), text, BUDGET);
      case "percentmap" ->
          PercentFormat.format(
              string(a, 0),
              new PercentArguments.Subscriptable(
                  List.of(), name -> new PlainFields(List.of(), a.get(1), a.get(2)).keyword(name)),
              text,
              BUDGET);
      case "spec" -> FormatSpec.format(a.get(0), string(a, 1), text, BUDGET);
      case "strformat" ->
          FormatString.format(
              string(a, 0),
              new PlainFields((List<?>) present(a, 1), a.get(2), a.get(3)),
              text,
              BUDGET);
      default -> number(operation, a);
    };
  }

  static String time(String operation, List<@Nullable Object> a) {
    LocalDateTime time =
        LocalDateTime.of(
            (int) whole(a, 0),
            (int) whole(a, 1),
            (int) whole(a, 2),
            (int) whole(a, 3),
            (int) whole(a, 4),
            (int) whole(a, 5),
            (int) whole(a, 6) * 1000);
    return Strftime.format(time, string(a, 7));
  }

  private static Object present(List<@Nullable Object> a, int index) {
    return Objects.requireNonNull(a.get(index));
  }

  private static String string(List<@Nullable Object> a, int index) {
    return (String) present(a, index);
  }

  private static long whole(List<@Nullable Object> a, int index) {
    return (Long) present(a, index);
  }

  private static double real(List<@Nullable Object> a, int index) {
    return (Double) present(a, index);
  }

  private static Number integer(List<@Nullable Object> a, int index) {
    Object value = present(a, index);
    return value instanceof BigInteger big ? big : (Long) value;
  }

  private static long start(List<@Nullable Object> a) {
    return SliceIndices.clamp(a.get(2), 0);
  }

  private static long end(List<@Nullable Object> a) {
    return SliceIndices.clamp(a.get(3), Searching.NO_END);
  }
}

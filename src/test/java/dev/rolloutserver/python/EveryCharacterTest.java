package dev.rolloutserver.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares all code points with the checksums that etc/scripts/record-python-text.py recorded. */
class EveryCharacterTest {
  private static final int BLOCK = 0x1000;

  static List<String> recorded() {
    return RecordedCases.lines("characters.crc.gz");
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void everyCharacter_isAnsweredAsPythonAnswers(String line) {
    List<String> fields = List.of(line.split(" ", -1));
    Function<String, String> answer = answer(fields.getFirst());

    assertThat(fields).hasSize(1 + (Character.MAX_CODE_POINT + 1) / BLOCK);
    for (int block = 0; block < fields.size() - 1; block++) {
      assertThat(checksum(block * BLOCK, answer))
          .as("%s of the block at U+%04X", fields.getFirst(), block * BLOCK)
          .isEqualTo(fields.get(block + 1));
    }
  }

  private static Function<String, String> answer(String name) {
    return switch (name) {
      case "alnum" -> bit(CharacterClass::isAlnum);
      case "alpha" -> bit(CharacterClass::isAlpha);
      case "ascii" -> bit(CharacterClass::isAscii);
      case "decimal" -> bit(CharacterClass::isDecimal);
      case "digit" -> bit(CharacterClass::isDigit);
      case "numeric" -> bit(CharacterClass::isNumeric);
      case "identifier" -> bit(CharacterClass::isIdentifier);
      case "lower" -> bit(CharacterClass::isLower);
      case "upper" -> bit(CharacterClass::isUpper);
      case "title" -> bit(CharacterClass::isTitle);
      case "space" -> bit(CharacterClass::isSpace);
      case "printable" -> bit(CharacterClass::isPrintable);
      case "identifierRest" -> bit(c -> CharacterClass.isIdentifier("a" + c));
      case "toUpper" -> CaseMapping::upper;
      case "toLower" -> CaseMapping::lower;
      case "toTitle" -> CaseMapping::title;
      case "toCapitalized" -> CaseMapping::capitalize;
      case "toSwapped" -> CaseMapping::swapcase;
      case "toFolded" -> CaseMapping::casefold;
      case "sigmaAfter" -> c -> CaseMapping.lower(c + "\u03a3");
      case "sigmaAfterLetter" -> c -> CaseMapping.lower("A" + c + "\u03a3");
      case "sigmaBefore" -> c -> CaseMapping.lower("A\u03a3" + c);
      case "sigmaBeforeLetter" -> c -> CaseMapping.lower("A\u03a3" + c + "A");
      case "titleAfter" -> c -> CaseMapping.title(c + "a");
      case "strip" -> c -> Whitespace.strip(c + "a" + c);
      case "lines" -> c -> String.join("|", Splitting.splitLines("a" + c + "b", false));
      case "repr" -> Repr::of;
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static Function<String, String> bit(Predicate<String> test) {
    return c -> test.test(c) ? "1" : "0";
  }

  private static String checksum(int start, Function<String, String> answer) {
    StringBuilder texts = new StringBuilder();
    for (int c = start; c < start + BLOCK; c++) {
      texts.append(c == start ? "" : "\n").append(answer.apply(Character.toString(c)));
    }
    CRC32 crc = new CRC32();
    crc.update(utf16(texts));
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  /** Not by a charset, which would replace lone surrogates. */
  private static byte[] utf16(StringBuilder text) {
    byte[] bytes = new byte[text.length() * 2];
    for (int i = 0; i < text.length(); i++) {
      bytes[2 * i] = (byte) (text.charAt(i) >> 8);
      bytes[2 * i + 1] = (byte) text.charAt(i);
    }
    return bytes;
  }
}

package dev.rolloutserver.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigInteger;
import java.time.LocalDateTime;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What a short text can ask for and no machine can give is refused before it is tried. */
class GuardTest {
  private static final LengthBudget SMALL = LengthBudget.upTo(1000);
  private static final ValueText TEXT = new PlainValueText();

  @Test
  void paddings_ofHugeWidth_areRefused() {
    refuses(() -> Padding.center("a", 1_000_000_000, " ", SMALL));
    refuses(() -> Padding.ljust("a", Long.MAX_VALUE, " ", SMALL));
    refuses(() -> Padding.rjust("a", 1001, " ", SMALL));
    refuses(() -> Padding.zfill("a", 1_000_000_000, SMALL));
    refuses(() -> Padding.expandTabs("\t", 1_000_000_000, SMALL));
    assertThat(Padding.ljust("a", 1000, " ", SMALL)).hasSize(1000);
  }

  @Test
  void replacement_growingBeyondTheBudget_isRefused() {
    refuses(() -> Replacing.replace("aaaaaaaaaa", "a", "b".repeat(101), -1, SMALL));
    refuses(() -> Replacing.replace("aaaaaaaaaa", "", "b".repeat(101), -1, SMALL));
  }

  @Test
  void formats_ofHugeWidthOrPrecision_areRefused() {
    refuses(() -> percent("%1000000000d", 1L));
    refuses(() -> percent("%.1000000000d", 1L));
    refuses(() -> percent("%.1000000000f", 1.0));
    refuses(() -> percent("%.1000000000e", 1.0));
    refuses(() -> percent("%#.1000000000g", 1.0));
    refuses(() -> percent("%1000000000s", "a"));
    refuses(() -> percent("%*d", 1_000_000_000L, 1L));
    refuses(() -> FormatSpec.format(1L, "1000000000", TEXT, SMALL));
    refuses(() -> FormatSpec.format(1L, "01000000000,", TEXT, SMALL));
    refuses(() -> FormatSpec.format("a", "1000000000", TEXT, SMALL));
    refuses(() -> FormatSpec.format(1.0, ".1000000000f", TEXT, SMALL));
    refuses(() -> FormatSpec.format(1.0, "#.1000000000", TEXT, SMALL));
    assertThat(FormatSpec.format(0.5, ".1000000000", TEXT, SMALL)).isEqualTo("0.5");
  }

  @Test
  void times_ofHugeWidth_areEmptyAsInCPython() {
    assertThat(Strftime.format(LocalDateTime.of(2020, 1, 1, 0, 0), "%999999999999d")).isEmpty();
  }

  @Test
  void integers_ofMoreBitsThanAllowed_areRefused() {
    Number huge = PythonInt.power(2L, 900L);
    refuses(() -> PythonInt.power(10L, 1_000_000_000L, 1000));
    refuses(() -> PythonInt.power(10L, BigInteger.TEN.pow(30), 1000));
    refuses(() -> PythonInt.power(10L, BigInteger.TEN.pow(30)));
    refuses(() -> PythonInt.multiply(huge, huge, 1000));
    refuses(() -> PythonInt.shiftLeft(1L, 1_000_000_000L, 1000));
    refuses(() -> PythonInt.shiftLeft(1L, BigInteger.TEN.pow(30)));
    assertThat(PythonInt.power(-1L, BigInteger.TEN.pow(30).add(BigInteger.ONE), 10)).isEqualTo(-1L);
    assertThat(PythonInt.shiftLeft(0L, BigInteger.TEN.pow(30), 10)).isEqualTo(0L);
    assertThat(PythonInt.round(7L, BigInteger.TEN.pow(30).negate())).isEqualTo(0L);
  }

  @Test
  void digits_beyond4300_areRefusedInPythonsWords() {
    BigInteger longest = BigInteger.TEN.pow(4300).subtract(BigInteger.ONE);
    assertThat(IntText.write(longest)).hasSize(4300);
    assertThat(IntText.parse("1".repeat(4300))).isInstanceOf(BigInteger.class);
    assertThat(IntText.parse("f".repeat(5000), 16)).isInstanceOf(BigInteger.class);
    assertThatExceptionOfType(PythonError.class)
        .isThrownBy(() -> IntText.write(longest.add(BigInteger.ONE)))
        .withMessage(
            "Exceeds the limit (4300 digits) for integer string conversion;"
                + " use sys.set_int_max_str_digits() to increase the limit");
    assertThatExceptionOfType(PythonError.class)
        .isThrownBy(() -> IntText.parse("1".repeat(5000)))
        .withMessage(
            "Exceeds the limit (4300 digits) for integer string conversion: value has 5000 digits;"
                + " use sys.set_int_max_str_digits() to increase the limit");
  }

  private static String percent(String format, Object... values) {
    return PercentFormat.format(format, new PercentArguments.Several(List.of(values)), TEXT, SMALL);
  }

  private static void refuses(ThrowingCallable call) {
    assertThatExceptionOfType(PythonError.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.kind()).isEqualTo(PythonError.Kind.LIMIT_ERROR))
        .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
  }
}

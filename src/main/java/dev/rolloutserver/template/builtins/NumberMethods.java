package dev.rolloutserver.template.builtins;

import dev.rolloutserver.python.PythonFloat;
import dev.rolloutserver.python.PythonInt;
import dev.rolloutserver.template.values.Tuple;
import dev.rolloutserver.template.values.Types;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** The methods of int and float that chat templates could have a use for. */
final class NumberMethods {
  private NumberMethods() {}

  static @Nullable Method find(Object value, String name) {
    Method body =
        value instanceof Double
            ? switch (name) {
              case "is_integer" -> (self, _, _) -> PythonFloat.isInteger(floatOf(self));
              case "conjugate" -> (self, _, _) -> self;
              case "as_integer_ratio" -> (self, _, _) -> ratio(floatOf(self));
              default -> null;
            }
            : switch (name) {
              case "bit_length" -> (self, _, _) -> (long) intOf(self).abs().bitLength();
              case "bit_count" -> (self, _, _) -> (long) intOf(self).abs().bitCount();
              case "conjugate" -> (self, _, _) -> PythonInt.normalize(intOf(self));
              case "as_integer_ratio" ->
                  (self, _, _) -> Tuple.of(PythonInt.normalize(intOf(self)), 1L);
              default -> null;
            };
    if (body == null) {
      return null;
    }
    return (self, arguments, evaluation) -> {
      Parameters.NONE.bind(name, arguments);
      return body.call(self, arguments, evaluation);
    };
  }

  private static double floatOf(@Nullable Object value) {
    return value instanceof Double number ? number : Double.NaN;
  }

  private static BigInteger intOf(@Nullable Object value) {
    return value == null ? BigInteger.ZERO : PythonInt.big(Types.intOf(value));
  }

  private static Tuple ratio(double value) {
    PythonInt.ofFloat(value); // refuses what is not finite
    BigDecimal exact = new BigDecimal(value);
    BigInteger denominator = BigInteger.TEN.pow(Math.max(0, exact.scale()));
    BigInteger numerator = exact.multiply(new BigDecimal(denominator)).toBigIntegerExact();
    BigInteger common = numerator.gcd(denominator).max(BigInteger.ONE);
    return Tuple.of(
        PythonInt.normalize(numerator.divide(common)),
        PythonInt.normalize(denominator.divide(common)));
  }
}

#!/usr/bin/env python3
"""Records what Python's numbers make of the calculator's operations.

Run from the repository root; it writes
  src/test/resources/dev/rolloutserver/tools/calculator.tsv   function, arguments, what is answered

Python's own arithmetic, but for two rules of the protocol: a float that overflows is an infinity
(Python raises OverflowError where an int is too large for it), and there is one error for zero.
"""
import json
import math
import operator
import random

OUT = "src/test/resources/dev/rolloutserver/tools/calculator.tsv"
NUMBERS = [
    "0", "-0", "0.0", "-0.0", "1", "-1", "2", "3", "7", "10", "15", "23", "0.1", "0.2", "8.0",
    "1e16", "1E-5", "1e+22", "-2.5", "1e308", "-1e308", "5e-324", "2.2250738585072014e-308",
    "123456789", "9007199254740993", "9223372036854775807", "-9223372036854775808",
    "18446744073709551616", "1" + "0" * 308, "-1" + "0" * 400,
]
OPERATIONS = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.truediv,
}


def as_float(number):
    try:
        return float(number)
    except OverflowError:
        return math.copysign(math.inf, number)


def answer(name, a, b):
    try:
        if isinstance(a, float) or isinstance(b, float):
            return str(OPERATIONS[name](as_float(a), as_float(b)))
        return str(OPERATIONS[name](a, b))
    except ZeroDivisionError:
        return "Error: Division by zero"
    except OverflowError:
        return "inf" if (a < 0) == (b < 0) else "-inf"


def number_text(rng):
    kind = rng.randrange(5)
    if kind == 0:
        return rng.choice(NUMBERS)
    if kind == 1:
        return str(rng.randrange(-1000, 1000))
    if kind == 2:
        return str(rng.randrange(-(10 ** 40), 10 ** 40))
    if kind == 3:
        return repr(rng.uniform(-1000, 1000))
    return "%de%d" % (rng.randrange(-99, 100), rng.randrange(-320, 307))


def main():
    rng = random.Random(20250601)
    pairs = {(rng.choice(NUMBERS), rng.choice(NUMBERS)) for _ in range(42)}
    pairs |= {(number_text(rng), number_text(rng)) for _ in range(38)}
    with open(OUT, "w", encoding="ascii", newline="\n") as out:
        for a, b in sorted(pairs):
            arguments = '{"a": %s, "b": %s}' % (a, b)
            values = json.loads(arguments)
            for name in OPERATIONS:
                print(name, arguments, answer(name, values["a"], values["b"]), sep="\t", file=out)


main()

#!/usr/bin/env python3
"""Records what this Python (3.11) answers in random cases, for tests to replay without Python.

Run from the repository root: record-python-cases.py [FACTOR [SEED [FOLDER]]]. A line is the
operation, its arguments and the answer, tab between them. A value is a letter for its type and
then its text: n None, b bool, i int, f float as 16 hex digits, s str, l list with U+001F between
the items, e an exception as kind and message.
"""
import datetime
import decimal
import gzip
import random
import resource
import struct
import sys

FACTOR = float(sys.argv[1]) if len(sys.argv) > 1 else 1
random.seed(int(sys.argv[2]) if len(sys.argv) > 2 else 311)
FOLDER = sys.argv[3] if len(sys.argv) > 3 else "src/test/resources/dev/rolloutserver/python"
R = random.random
COMPLEX = "a negative number to a fractional power is complex, which is not supported"

# a width of 2**31 fails at once and is left out
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
pick = random.choice


def escape(text):
    out = []
    for c in text:
        if c < " " or c in "\\\x7f" or "\ud800" <= c <= "\udfff" or c in "\x85\u2028\u2029":
            out.append("\\u%04x" % ord(c))
        else:
            out.append(c)
    return "".join(out)


def encode(value):
    if value is None:
        return "n"
    if isinstance(value, bool):
        return "b%d" % value
    if isinstance(value, int):
        return "i%x" % value
    if isinstance(value, float):
        if value != value:
            value = float("nan")
        return "f" + struct.pack(">d", value).hex()
    if isinstance(value, str):
        return "s" + escape(value)
    if isinstance(value, (list, tuple)):
        return "l" + "".join("\x1f" + encode(item) for item in value)
    if isinstance(value, Exception):
        kind = type(value).__name__
        return "e%s:%s" % (kind, escape(str(value)))
    raise TypeError(type(value))


def attempt(call):
    try:
        value = call()
        if isinstance(value, str) and len(value) > 5000:
            return MemoryError()
        return value if not isinstance(value, complex) else ValueError(COMPLEX)
    except Exception as e:
        return ValueError(COMPLEX) if "complex" in str(e) else e


# ---- random values

LETTERS = "abcABC xyz.,'\"\\\t\n019_-+%"
ODD = (
    "\x00\x0b\x0c\r\x1c\x1d\x1e\x1f\x7f\x85\xa0\xad\xb5\xdf\xe9\xc9\xff\u0130\u0131\u0149"
    "\u01c5\u0345\u0300\u03a3\u03c3\u03c2\u0391\u1680\u2003\u200b\u2028\u2029\u2160\u24d0\u3000"
    "\ufb01\ufb03\ud800\udc00\udfff\U0001d54f\U0001f600\U00010400\U00010428\U000e0001\u0663\uff15"
)


def text(most=12):
    kind = R()
    n = random.randrange(most + 1)
    if kind < 0.4:
        return "".join(pick(LETTERS) for _ in range(n))
    if kind < 0.7:
        return "".join(pick(LETTERS + ODD) for _ in range(n))
    if kind < 0.85:
        return "".join(pick("ab ") for _ in range(n))
    return joined("".join(pick(ODD) for _ in range(n)))


def joined(s):
    """Without a lone pair that Java would take for one character."""
    return s.encode("utf-16-be", "surrogatepass").decode("utf-16-be", "surrogatepass")


def double():
    kind = R()
    if kind < 0.35:
        return struct.unpack(">d", random.randbytes(8))[0]
    if kind < 0.5:
        return round(random.uniform(-1000, 1000), random.randrange(5))
    if kind < 0.6:
        return float(random.randrange(-100, 100)) / pick([1, 2, 4, 8, 10, 100, 1000])
    if kind < 0.7:
        return pick([0.0, -0.0, 1.0, -1.0, 0.5, 2.5, 1.5, 1e15, 1e16, 1e17, 1e22, 1e23, 1e-4, 1e-5,
                     9.999e-5, 123456789.0, 5e-324, 1.7976931348623157e308, float("inf"),
                     float("-inf"), float("nan"), 2.0**53, 2.0**63, -(2.0**63), 2.2250738585072014e-308])
    if kind < 0.8:
        return random.randrange(1, 1000) * 10.0 ** random.randrange(-30, 30)
    if kind < 0.85:
        return struct.unpack(">d", struct.pack(">Q", random.randrange(2000)))[0]
    return random.uniform(-10, 10) * 10 ** random.randrange(-6, 20)


def integer():
    kind = R()
    if kind < 0.4:
        return random.randrange(-100, 100)
    if kind < 0.6:
        return random.randrange(-(2**63), 2**63)
    if kind < 0.75:
        return pick([0, 1, -1, 2**63, 2**63 - 1, -(2**63), -(2**63) - 1, 2**53, 2**53 + 1, 2**31, 2**64])
    if kind < 0.95:
        return random.randrange(-(2**100), 2**100)
    return random.randrange(-(2**1100), 2**1100)


def number():
    return pick([integer, integer, double, double, lambda: pick([True, False])])()


def index():
    return pick([None, random.randrange(-15, 16), random.randrange(-3, 4), 2**70, -(2**70)])


# ---- operations; each returns the arguments and the call

def cut(s):
    """A part of the text, or another text."""
    if s and R() < 0.6:
        i = random.randrange(len(s))
        return s[i : i + random.randrange(1, 3)]
    return text(2)


def strings():
    yield from (
        (name, lambda f=f: ((s := joined(text(14))), f(s)))
        for name, f in {
            "repr": repr, "ascii": ascii, "strip": str.strip, "lstrip": str.lstrip,
            "rstrip": str.rstrip, "upper": str.upper, "lower": str.lower,
            "capitalize": str.capitalize, "title": str.title, "swapcase": str.swapcase,
            "casefold": str.casefold, "islower": str.islower, "isupper": str.isupper,
            "istitle": str.istitle, "isalnum": str.isalnum, "isidentifier": str.isidentifier,
            "isprintable": str.isprintable, "isspace": str.isspace, "isascii": str.isascii,
        }.items()
    )


def strings2():
    def case(name, args, call):
        return (name, args, attempt(call))

    s = joined(text())
    t = joined(cut(s))
    u = joined(text(3))
    n = random.randrange(-1, 5)
    w = random.randrange(-2, 30)
    a, b = index(), index()
    yield case("stripchars", (s, t), lambda: s.strip(t))
    yield case("lstripchars", (s, t), lambda: s.lstrip(t))
    yield case("rstripchars", (s, t), lambda: s.rstrip(t))
    yield case("split", (s, n), lambda: s.split(None, n))
    yield case("rsplit", (s, n), lambda: s.rsplit(None, n))
    yield case("splitsep", (s, t, n), lambda: s.split(t, n))
    yield case("rsplitsep", (s, t, n), lambda: s.rsplit(t, n))
    yield case("splitlines", (s, n > 1), lambda: s.splitlines(n > 1))
    fill = pick([" ", "*", "\U0001f600", "ab", ""])
    yield case("center", (s, w, fill), lambda: s.center(w, fill))
    yield case("ljust", (s, w, fill), lambda: s.ljust(w, fill))
    yield case("rjust", (s, w, fill), lambda: s.rjust(w, fill))
    yield case("zfill", (s, w), lambda: s.zfill(w))
    yield case("expandtabs", (s + "\t" + u, n * 2), lambda: (s + "\t" + u).expandtabs(n * 2))
    for name in "find", "rfind", "count", "startswith", "endswith", "index", "rindex":
        yield case(name, (s, t, a, b), lambda: getattr(s, name)(t, a, b))
    yield case("replace", (s, t, u, n), lambda: s.replace(t, u, n))
    yield case("partition", (s, t), lambda: list(s.partition(t)))
    yield case("rpartition", (s, t), lambda: list(s.rpartition(t)))
    yield case("removeprefix", (s, s[:n] if n > 0 else t), lambda: s.removeprefix(s[:n] if n > 0 else t))
    yield case("removesuffix", (s, s[n:] if n > 0 else t), lambda: s.removesuffix(s[n:] if n > 0 else t))
    c = index()
    yield case("slice", (s, a, b, c), lambda: s[a:b:c])
    yield case("at", (s, w - 10), lambda: s[w - 10])
    yield case("bytes", (s,), lambda: repr(s.encode()))


def digits():
    kind = R()
    s = "".join(pick("0123456789") for _ in range(random.randrange(1, 8)))
    if kind < 0.3:
        s = pick(["", "-", "+", "--"]) + pick(["", "0x", "0b", "0o", "0X_", "0", "_"]) + s
    if R() < 0.3:
        s += pick([".", "e", "E", "_", "e-", "e+", "x", " ", "f", "a", "z", "\u0663", "\uff15"]) + digits()
    if R() < 0.2:
        s = pick([" ", "\t", "\xa0", "\u3000", "\x1c", "\n", "\x00", "\u200b"]) + s
    if R() < 0.2:
        s += pick([" ", "\t", "\xa0", "\u3000", "\x1c", "\n", "\x00", "\u200b"])
    return s


def nearest_power(x, p):
    """Whether this Python's power is the correctly rounded one: a C library may be off by a bit."""
    if not (0 < abs(x) < float("inf") and abs(p) < float("inf")):
        return True
    try:
        with decimal.localcontext(decimal.Context(prec=60, Emax=9999, Emin=-9999)):
            return float(decimal.Decimal(abs(x)) ** decimal.Decimal(p)) == abs(x) ** p
    except (ArithmeticError, ValueError):
        return True


def numbers():
    def case(name, args, call):
        return (name, args, attempt(call))

    x, y = double(), double()
    i, j = integer(), integer()
    n = random.randrange(-25, 25)
    yield case("frepr", (x,), lambda: repr(x))
    s = pick([digits, digits, lambda: repr(double()), lambda: "%.*e" % (random.randrange(25), double()),
              lambda: pick(["inf", "-Infinity", "NaN", "+nan", "infinit", "in_f", "", ".", "1.", ".5",
                            "-.5e3", "1__0", "1_", "_1", "1e5_0", "1_e5", "1._5", "\u0661\u0662.\u0665",
                            "1e400", "-1e400", "1e-400", "0x10", "1d", "1f", "1e99999999999"])])()
    yield case("fparse", (s,), lambda: float(s))
    base = pick([10, 10, 10, 0, 2, 8, 16, 36, 7, 1, 37])
    yield case("iparse", (s, base), lambda: int(s, base))
    yield case("fround", (x,), lambda: round(x))
    yield case("froundn", (x, n), lambda: round(x, n))
    yield case("fint", (x,), lambda: int(x))
    yield case("fdiv", (x, y), lambda: x / y)
    yield case("ffloordiv", (x, y), lambda: x // y)
    yield case("fmod", (x, y), lambda: x % y)
    small = pick([x, round(x % 5, 1) if x == x and abs(x) < 1e300 else x])
    p = pick([y, float(random.randrange(-9, 10)), random.randrange(-20, 20) / 2])
    if nearest_power(small, p):
        yield case("fpow", (small, p), lambda: small**p)
    yield case("iadd", (i, j), lambda: i + j)
    yield case("isub", (i, j), lambda: i - j)
    yield case("imul", (i, j), lambda: i * j)
    yield case("ifloordiv", (i, j), lambda: i // j)
    yield case("imod", (i, j), lambda: i % j)
    yield case("itruediv", (i, j), lambda: i / j)
    yield case("iround", (i, n), lambda: round(i, n))
    if n >= 0 or abs(i) < 2**1000 and nearest_power(float(i), n):
        yield case("ipow", (i, n), lambda: i**n)
    yield case("ishl", (i, n), lambda: i << n)
    yield case("ishr", (i, n), lambda: i >> n)
    yield case("istr", (i,), lambda: str(i))
    yield case("iabs", (i,), lambda: abs(i))
    yield case("ineg", (i,), lambda: -i)
    yield case("tofloat", (i,), lambda: float(i))
    v, w = number(), pick([number, lambda: number()])()
    if R() < 0.4 and isinstance(w, (int, float)) and w == w and abs(w) < 2**1000:
        v = pick([int(w), float(int(w)), int(w) + 1])
    yield case("eq", (v, w), lambda: v == w)
    yield case("lt", (v, w), lambda: v < w)
    yield case("samekey", (v, w), lambda: hash(v) == hash(w) and v == w)


def value():
    return pick([integer, double, lambda: joined(text(6)), lambda: random.randrange(-9999, 99999999),
                 lambda: pick([True, False, None])])()


def percent_field():
    s = "%"
    if R() < 0.03:
        s += pick(["(a)", "(b)", "((a))", "(", "(zz)"])
    s += "".join(pick("-+ #0") for _ in range(pick([0, 0, 1, 1, 2, 3])))
    s += pick(["", "", "5", "12", "1", "*", "25"])
    s += pick(["", "", ".", ".0", ".3", ".10", ".*", ".20"])
    s += pick(["", "", "", "l", "h", "L", "ll"])
    return s + pick("ddiuoxXeEfFgGcrsaaa%%yZ\u1234" if R() < 0.15 else "ddioxXeEfFgGcrsssa")


def formats():
    fields = pick([1, 1, 1, 2, 3])
    f = "".join(pick(["", "a", "x%%", "\U0001f600"]) + percent_field() for _ in range(fields))
    f += pick(["", "", "", "%", "z", "%5%"]) if R() < 0.2 else ""
    count = f.replace("%%", "").count("%") + f.count("*")
    kind = R()
    if kind < 0.75:
        args = tuple(value() for _ in range(count if R() < 0.9 else random.randrange(4)))
        args = tuple(random.randrange(-10, 20) if R() < 0.3 else a for a in args)
        yield ("percent", (f, list(args)), attempt(lambda: f % args))
    elif kind < 0.85:
        v = value()
        yield ("percent1", (f, v), attempt(lambda: f % v))
    else:
        f = "".join("%(" + pick("ab") + ")" + percent_field()[1:] for _ in range(fields))
        a, b = value(), value()
        yield ("percentmap", (f, a, b), attempt(lambda: f % {"a": a, "b": b}))
    v = value()
    yield from spec_case(v)
    yield from spec_case(pick([integer, double])())
    yield from spec_case(pick([integer, double])())
    f = "".join(replacement(2) for _ in range(pick([1, 1, 2, 3])))
    args = [pick([integer, double, text])() for _ in range(random.randrange(4))]
    args = [joined(a) if isinstance(a, str) else a for a in args]
    a, b = value(), random.randrange(30)
    yield ("strformat", (f, args, a, b), attempt(lambda: f.format(*args, a=a, b=b)))


def spec():
    odd = R() < 0.15
    s = pick(["", "", "<", ">", "=", "^", "*<", "0>", "\U0001f600^", "0=", " =", "x^"])
    s += pick(["", "", "+", "-", " "])
    s += pick(["", "", "", "z"]) if R() < 0.3 else ""
    s += pick(["", "", "", "#"])
    s += pick(["", "", "0"])
    s += pick(["", "", "5", "12", "30", "1"])
    s += pick(["", "", "", ",", "_", ",_" if odd else ""])
    s += pick(["", "", "", ".0", ".3", ".10", ".25", "." if odd else ""])
    s += pick("sdboxXnceEfFgG%" + ("q!\u1234zz" if odd else "")) if R() < 0.85 else ""
    if odd and R() < 0.3:
        s += pick(["5", "d", " "])
    return s


def spec_case(v):
    s = spec()
    yield ("spec", (v, s), attempt(lambda: format(v, s)))


def replacement(depth):
    kind = R()
    if kind < 0.15:
        return pick(["{{", "}}", "a", "{", "}", "x{{}}"]) if R() < 0.5 else "lit"
    s = "{" + pick(["", "", "0", "1", "a", "b", "2", "\u0661"])
    s += pick([".x", "[0]", "[-1]", "[a]", "[", ".", "[]", "[0]x", "[0", "{"]) if R() < 0.15 else ""
    s += pick(["!r", "!s", "!a", "!", "!x", "!rr", "!\u1234"]) if R() < 0.25 else ""
    if R() < 0.5:
        s += ":"
        s += spec() if R() < 0.6 or not depth else pick(["", ">"]) + replacement(depth - 1)
    return s + ("}" if R() < 0.97 else "")


def times():
    year = pick([random.randrange(1, 10000), random.randrange(1950, 2050), random.randrange(1, 1200)])
    when = datetime.datetime(year, 1, 1) + datetime.timedelta(
        days=pick([random.randrange(365), 0, 1, 2, 363, 364]), seconds=random.randrange(86400),
        microseconds=pick([0, random.randrange(1000000)]))
    f = ""
    for _ in range(pick([1, 1, 2, 3])):
        f += pick(["", "", "-", "\xe9", "\U0001f600"])
        f += "%" + "".join(pick("_-0^#") for _ in range(pick([0, 0, 0, 1, 1, 2])))
        f += pick(["", "", "", "", "1", "3", "12", "005"])
        f += pick(["", "", "", "", "E", "O"]) if R() < 0.3 else ""
        f += pick("aAbBcCdDeFgGhHIjklmMnpPrRsStTuUVwWxXyYzZf%" + ("QqiJKLNEO+ \xe9" if R() < 0.1 else ""))
    if R() < 0.03:
        f += "%"
    if R() < 0.02:
        f += pick(["%1000d", "%1023d", "%1024d", "%2040d", "%5000d", "%99999999999d"]) if R() < 0.3 else ""
    if R() < 0.01:
        f = pick(["", "%", "%5", "%E", "%-", "\ud800"])
    args = (when.year, when.month, when.day, when.hour, when.minute, when.second, when.microsecond)
    yield ("strftime", args + (f,), attempt(lambda: when.strftime(f)))


def record(name, generators):
    seen = set()
    with gzip.GzipFile("%s/%s.tsv.gz" % (FOLDER, name), "wb", mtime=0) as out:
        for generator, count in generators:
            for _ in range(round(count * FACTOR)):
                for op, args, answer in generator():
                    if isinstance(answer, MemoryError):
                        continue
                    line = "\t".join([op] + [encode(a) for a in args] + [encode(answer)])
                    if line not in seen and len(line) < 1500:
                        seen.add(line)
                        out.write((line + "\n").encode("utf-8"))


def simple():
    for name, case in strings():
        s, answer = case()
        yield name, (s,), answer


def edges():
    big = 10**30
    for f, v in [("%c", big), ("%c", 0x110000), ("%c", -1), ("%c", True), ("%c", None), ("%s", "a"),
                 ("", 1), ("", "a"), ("%%", 1), ("%s %s", "a"), ("%(a)s", 1), ("%", 1), ("%(a", 1),
                 ("%99999999999999999999d", 1), ("%.99999999999999999999d", 1), ("%ll", 1),
                 ("%.3000000000f", 1.0), ("%d", float("inf")), ("%x", 1.5), ("%i", "1"), ("%e", big**20),
                 ("%f", None), ("%\u1234", 1), ("%\x01", 1), ("\u1234%y", 1), ("%-", 1), ("%.", 1)]:
        yield ("percent1", (f, v), attempt(lambda: f % v))
    for f, a in [("%*d", ["a", 1]), ("%*d", [big, 1]), ("%.*d", [big, 1]), ("%.*d", [2**31 - 1, 1]),
                 ("%.*d", [-5, 1]), ("%*d", [-5, 1]), ("%*d", [None, 1]), ("%*d", [1]), ("%.*d", [1.5, 1])]:
        yield ("percent", (f, a), attempt(lambda: f % tuple(a)))
    for v, f in [(big, "c"), (0x110000, "c"), (-1, "c"), (1, "99999999999999999999"), (1, "__"), (1, ",,"),
                 (1, ".99999999999999999999f"), (1.0, ".3000000000f"), (None, "5"), (None, ""), (1, "q5"),
                 (1, ",\u1234"), (1.0, ",\x01"), (True, "s"), (True, ""), (1, ",n"), (big**20, "f"),
                 ("a", "\U0001f600"), (1, "\u0661\u0662"), (1, "\uff10\uff15"), (float("nan"), "010,"),
                 (float("inf"), "+010"), (-0.0, "z"), (-0.0, "z.0f"), (-0.4, "z.0f"), (1e20, "#"), (1e16, ""),
                 (1e15, "."), (123456.0, ".3"), (0.0, ".0"), (1e300, "%"), (1e308, "%"), (1234567.0, "015,.2f"),
                 ("a'b", "d5"), ("\ud800", "5")]:
        yield ("spec", (v, f), attempt(lambda: format(v, f)))
    for s, base in [("x" * 300, 10), ("12", 1), ("12", -1), ("12", 37), ("0" * 1000, 0), ("", 10), ("-", 0),
                    ("0b", 0), ("0x", 16), ("0_0", 0), ("00", 0), ("01", 0), ("0x_1", 0), ("0x__1", 16),
                    ("0b12", 16), ("\x1c5", 10), ("\x1c\uff15", 10), ("5\u200b", 10), ("\x00", 10),
                    ("\U0001f600" * 250, 10), ("1 2", 10), ("+ 1", 10), ("'\"", 10), ("-0", 10), ("_", 10)]:
        yield ("iparse", (s, base), attempt(lambda: int(s, base)))
    for f in ["{:{:{}}}", "{:{}}", "{[}", "{.}", "{0[]}", "{0.}", "{99999999999999999999}", "{0[a]b}", "{0!}",
              "{!r", "{!", "{!r:}", "{a:{", "{", "}", "{ }", "{0}{}", "{}{0}", "{:{0}}", "{0[99999999999999999999]}",
              "{0!\x01}", "{0!\u1234}", "{a[0}", "{-1}", "{0[-1]}", "{a.b.c}", "{0:}}", "{{{}}}", "{:}}", "{0:{{}}}"]:
        args = ["abc", 5]
        yield ("strformat", (f, args, "A", 3), attempt(lambda: f.format(*args, a="A", b=3)))
    for f in [".", "1_000.5", "1__0.0", "_1.0", "1.0_", "1_.0", "1._0", "x" * 300, "\x1c\uff15", "\x1c5", "1e",
              "+-1", "nan", "-NAN", "+Infinity", "infinit\u0131", "\u0661e\u0662", "1e-9999999999999999999999"]:
        yield ("fparse", (f,), attempt(lambda: float(f)))


def texts_edges():
    for s in ["\ud800\ud800a\udfff", "a\U0001f600\udfff", "'", '"', "'\"", ""]:
        yield ("bytes", (s,), attempt(lambda: repr(s.encode())))
        yield ("repr", (s,), repr(s))


record("text", [(texts_edges, 1 / FACTOR), (simple, 300), (strings2, 300)])
record("number", [(numbers, 450)])
record("format", [(edges, 1 / FACTOR), (formats, 1800)])
record("strftime", [(times, 4000)])

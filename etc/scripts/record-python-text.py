#!/usr/bin/env python3
"""Records what this Python (3.11, Unicode 14.0) says about every code point.

Run from the repository root; it writes
  src/main/resources/dev/rolloutserver/python/characters.txt       the table the package reads
  src/test/resources/dev/rolloutserver/python/characters.crc.gz    checksums the test compares
"""
import gzip
import sys
import unicodedata
import zlib

assert sys.version_info[:2] == (3, 11) and unicodedata.unidata_version == "14.0.0"
MAIN = "src/main/resources/dev/rolloutserver/python/characters.txt"
TEST = "src/test/resources/dev/rolloutserver/python/characters.crc.gz"
BLOCK = 0x1000


def final_sigma(text):
    return (text + "\u03a3").lower().endswith("\u03c2")


def flags(c):
    bits = [
        c.isalpha(),
        c.isdecimal(),
        c.isdigit(),
        c.isnumeric(),
        c.islower(),
        c.isupper(),
        c.istitle() and not c.isupper(),
        c.isspace(),
        c.isprintable(),
        c.isidentifier(),
        ("a" + c).isidentifier(),
        (c + "a").title().endswith("a"),  # Cased
        final_sigma("A" + c) and not final_sigma(c),  # Case_Ignorable
    ]
    return sum(bit << i for i, bit in enumerate(bits))


def mapping(c, mapped):
    if len(mapped) == 1:
        return str(ord(mapped) - ord(c))
    return "=" + ".".join("%x" % ord(m) for m in mapped)


def record(c):
    decimal = unicodedata.decimal(c, -1) if c.isdecimal() else -1
    parts = [mapping(c, m) for m in (c.upper(), c.lower(), c.title(), c.casefold())]
    return "%x %d %s" % (flags(c), decimal, " ".join(parts))


def write_table():
    numbers = {}
    runs = []
    for code in range(0x110000):
        number = numbers.setdefault(record(chr(code)), len(numbers))
        if runs and runs[-1][0] == number:
            runs[-1][1] += 1
        else:
            runs.append([number, 1])
    lines = [
        "# Written by etc/scripts/record-python-text.py from Python 3.11, Unicode 14.0.",
        "# First the kinds of character: flags, decimal value, upper, lower, title, casefold.",
        "# After the empty line the kinds of all code points in order, as kind or kind*count.",
    ]
    lines += numbers
    lines.append("")
    line = ""
    for number, count in runs:
        token = str(number) if count == 1 else "%d*%d" % (number, count)
        if len(line) + len(token) > 98:
            lines.append(line)
            line = ""
        line += (" " if line else "") + token
    lines.append(line)
    with open(MAIN, "w", encoding="ascii") as out:
        out.write("\n".join(lines) + "\n")


def write_checksums():
    answers = {
        "alnum": str.isalnum,
        "alpha": str.isalpha,
        "ascii": str.isascii,
        "decimal": str.isdecimal,
        "digit": str.isdigit,
        "numeric": str.isnumeric,
        "identifier": str.isidentifier,
        "lower": str.islower,
        "upper": str.isupper,
        "title": str.istitle,
        "space": str.isspace,
        "printable": str.isprintable,
        "identifierRest": lambda c: ("a" + c).isidentifier(),
        "toUpper": str.upper,
        "toLower": str.lower,
        "toTitle": str.title,
        "toCapitalized": str.capitalize,
        "toSwapped": str.swapcase,
        "toFolded": str.casefold,
        "sigmaAfter": lambda c: (c + "\u03a3").lower(),
        "sigmaAfterLetter": lambda c: ("A" + c + "\u03a3").lower(),
        "sigmaBefore": lambda c: ("A\u03a3" + c).lower(),
        "sigmaBeforeLetter": lambda c: ("A\u03a3" + c + "A").lower(),
        "titleAfter": lambda c: (c + "a").title(),
        "strip": lambda c: (c + "a" + c).strip(),
        "lines": lambda c: "|".join(("a" + c + "b").splitlines()),
        "repr": repr,
    }
    with gzip.GzipFile(TEST, "wb", mtime=0) as out:
        for name, answer in answers.items():
            sums = []
            for start in range(0, 0x110000, BLOCK):
                texts = []
                for code in range(start, start + BLOCK):
                    value = answer(chr(code))
                    texts.append(value if isinstance(value, str) else str(int(value)))
                data = "\n".join(texts).encode("utf-16-be", "surrogatepass")
                sums.append("%08x" % zlib.crc32(data))
            out.write(("%s %s\n" % (name, " ".join(sums))).encode())


write_table()
write_checksums()

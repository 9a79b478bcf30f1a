#!/usr/bin/env python3
"""Records the kinds of characters that split patterns and NFC ask for (Python 3.11, Unicode 14.0).

Run from the repository root; it writes
  src/main/resources/dev/rolloutserver/tokenizer/bpe/characters.txt
"""
import sys
import unicodedata

assert sys.version_info[:2] == (3, 11) and unicodedata.unidata_version == "14.0.0"
TARGET = "src/main/resources/dev/rolloutserver/tokenizer/bpe/characters.txt"
ALL = [c for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF]

# Script=Han of Scripts-14.0.0.txt, which Python does not have
HAN = """2e80-2e99 2e9b-2ef3 2f00-2fd5 3005 3007 3021-3029 3038-303b 3400-4dbf 4e00-9fff f900-fa6d
fa70-fad9 16fe2-16fe3 16ff0-16ff1 20000-2a6df 2a700-2b738 2b740-2b81d 2b820-2cea1 2ceb0-2ebe0
2f800-2fa1d 30000-3134a"""

# what NFC moves or joins since Unicode 10: the native library normalizes as Unicode 9 does
LATER = """7fd 898-89f 8ca-8d3 9fe c3c d3b-d3c eba 1715 1abf-1ace 1df6-1dfa a82c 10d24-10d27 10eab-10eac
10f46-10f50 10f82-10f85 11070 1133b 1145e 11839-1183a 11930 1193d-1193e 11943 119e0 11a34 11a47
11a99 11d42 11d44-11d45 11d97 16ff0-16ff1 1e130-1e136 1e2ae 1e2ec-1e2ef"""

# whose general category a later version has changed: as good as unassigned
CHANGED = {0x1171E}


def code_points(ranges):
    for part in ranges.split():
        first, _, last = part.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def joins_what_is_before():
    """The second characters of canonical compositions: NFC_Quick_Check=Maybe."""
    joining = set(range(0x1161, 0x1176)) | set(range(0x11A8, 0x11C3))
    for c in ALL:
        decomposition = unicodedata.decomposition(chr(c)).split()
        if len(decomposition) == 2 and not decomposition[0].startswith("<"):
            joining.add(int(decomposition[1], 16))
    return joining


def write():
    han = set(code_points(HAN))
    later = set(code_points(LATER))
    joining = joins_what_is_before()
    runs = []
    for code in range(0x110000):
        c = chr(code)
        kind = "Cn" if code in CHANGED else unicodedata.category(c)
        if kind not in ("Cs", "Cn"):
            moves = unicodedata.combining(c) or unicodedata.normalize("NFC", c) != c
            kind += "h" if code in han else ""
            if moves or code in joining:
                kind += "m" if code in later else "n"
        if runs and runs[-1][0] == kind:
            runs[-1][1] += 1
        else:
            runs.append([kind, 1])
    with open(TARGET, "w", encoding="ascii") as file:
        file.write("# Written by etc/scripts/record-character-kinds.py from Python 3.11, Unicode 14.0.\n")
        file.write("# The kinds of all code points in order, as kind or kind*count: the general category,\n")
        file.write("# h for the script Han, n for what NFC may change or move, m where\n")
        file.write("# it does so since Unicode 10.\n")
        line = ""
        for kind, count in runs:
            part = kind if count == 1 else "%s*%d" % (kind, count)
            if len(line) + len(part) > 98:
                file.write(line + "\n")
                line = ""
            line += (" " if line else "") + part
        file.write(line + "\n")


write()

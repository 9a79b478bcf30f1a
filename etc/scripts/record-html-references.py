#!/usr/bin/env python3
"""Writes the character references of HTML, as Python's html.unescape knows them, for striptags.

usage: record-html-references.py FILE
"""
import html
import html.entities
import sys


def escaped(text):
    return ",".join(f"{ord(c):x}" for c in text)


def main(path):
    with open(path, "w", encoding="ascii") as file:
        file.write("# name or number, then code points in hexadecimal; made by a script\n")
        for name, text in sorted(html.entities.html5.items()):
            file.write(f"{name} {escaped(text)}\n")
        # numbers that do not mean the code point of that number
        for number in [*range(0x100), *range(0xFDD0, 0xFDF0)] + [
            plane * 0x10000 + last for plane in range(17) for last in (0xFFFE, 0xFFFF)
        ]:
            text = html.unescape(f"&#{number};")
            if text != chr(number):
                file.write(f"#{number} {escaped(text)}\n")


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    main(sys.argv[1])

#!/usr/bin/env python3
"""Asks Jinja2 for the results of templates that once differed, and writes them for the tests.

usage: record-past-differences.py FILE.jsonl

FILE has one JSON object a line with `name`, `template` and, if needed, `context`; the results are
written into it. Needs jinja2 3.1.6. Add a line for every difference that is found.
"""
import json
import re
import sys

from template_oracle import environment as make_environment

CONTEXT = {"messages": [], "tools": None, "documents": None, "add_generation_prompt": False}


def result(environment, template, context):
    try:
        compiled = environment.from_string(template)
    except Exception as error:  # whatever ends the compilation is the template's fault
        return {"error": {"kind": "syntax", "type": type(error).__name__}}
    try:
        text = compiled.render(**CONTEXT, **context)
        return {"expected": re.sub("0x[0-9a-f]+", "0x", text)}
    except Exception as error:
        return {"error": {"kind": "evaluation", "type": type(error).__name__}}


def main(path):
    environment = make_environment()
    with open(path, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file if line.strip()]
    with open(path, "w", encoding="utf-8") as file:
        for row in rows:
            kept = {key: row[key] for key in ("name", "template", "context") if key in row}
            kept.update(result(environment, row["template"], row.get("context", {})))
            file.write(json.dumps(kept, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    main(sys.argv[1])

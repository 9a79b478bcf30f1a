#!/usr/bin/env python3
"""Holds what prompts were counted to, turn by turn, against Python's tokenizers.

Run from the repository root with transformers 4.57 installed:

  ./mvnw test -Dtest=IncrementalCountTest -Dcounts.write=target/counts.jsonl
  etc/scripts/compare-counts.py HUB target/counts.jsonl [--record]

HUB is a folder in the layout of the Hugging Face cache. Each line of the file is a conversation
that grew for several turns, with the length of its prompt at each turn. Python renders and encodes
each prompt whole. With --record the first thousand conversations of each model, with the lengths
that Python gives, are written to recorded-counts.jsonl.gz for tests to replay.
"""
import collections
import gzip
import json
import os
import pathlib
import sys

os.environ["TRANSFORMERS_VERBOSITY"] = "error"
os.environ["HF_HUB_OFFLINE"] = "1"

from transformers import AutoTokenizer

RECORDING = pathlib.Path(
    "src/test/resources/dev/rolloutserver/prompt/recorded-counts.jsonl.gz")
RECORDED = 1000


def lengths(tokenizer, line):
    messages = []
    for turn in line["turns"]:
        messages += turn
        text = tokenizer.apply_chat_template(
            messages, tools=line["tools"] or None, add_generation_prompt=True, tokenize=False)
        yield len(tokenizer(text, add_special_tokens=False)["input_ids"])


def main():
    hub, file = pathlib.Path(sys.argv[1]), sys.argv[2]
    tokenizers = {}
    recorded = []
    conversations, turns, tokens, differences = (collections.Counter() for _ in range(4))
    with open(file, encoding="utf-8") as lines:
        for text in lines:
            line = json.loads(text)
            model = line["model"]
            if model not in tokenizers:
                folder = next((hub / model / "snapshots").iterdir())
                tokenizers[model] = AutoTokenizer.from_pretrained(str(folder))
            expected = list(lengths(tokenizers[model], line))
            conversations[model] += 1
            turns[model] += len(expected)
            tokens[model] += sum(expected)
            if expected != line["lengths"]:
                differences[model] += 1
                print("DIFFERENT", expected, text.rstrip())
            if conversations[model] <= RECORDED:
                line["lengths"] = expected
                recorded.append(json.dumps(line) + "\n")
    for model in tokenizers:
        print(f"{model}: {conversations[model]} conversations, {turns[model]} prompts, "
              f"{tokens[model]} tokens, {differences[model]} conversations differ")
    if "--record" in sys.argv:
        RECORDING.write_bytes(gzip.compress("".join(recorded).encode(), mtime=0))
    sys.exit(1 if differences.total() else 0)


main()

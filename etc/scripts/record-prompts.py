#!/usr/bin/env python3
"""Records the prompts that Python's apply_chat_template makes, for tests to replay without Python.

Run from the repository root with transformers 4.57 installed: record-prompts.py HUB, where HUB is a
folder in the layout of the Hugging Face cache. Writes recorded-prompts.jsonl.gz: conversations,
and for each model of HUB and for a small one made here the text and the ids of their prompts.
"""
import gzip
import hashlib
import json
import os
import pathlib
import sys
import tempfile

os.environ["TRANSFORMERS_VERBOSITY"] = "error"
os.environ["HF_HUB_OFFLINE"] = "1"

from transformers import AutoTokenizer

OUT = pathlib.Path("src/test/resources/dev/rolloutserver/prompt/recorded-prompts.jsonl.gz")
SMALL = pathlib.Path("src/test/resources/dev/rolloutserver/tokenizer/recorded-tokenizers.jsonl.gz")
NUMBER = {"type": "number"}
TOOLS = [{"type": "function", "function": {
    "name": name, "description": name + "s two numbers \u2211", "parameters": {
        "type": "object", "properties": {"a": NUMBER, "b": NUMBER}, "required": ["a", "b"]}}}
         for name in ["add", "multiply"]]
TEMPLATE = ("{{ bos_token }}{{ image_token }}{{ additional_special_tokens | tojson }}{{ tools is none }}"
            "{{ documents is none }}{{ unk_token is defined }}"
            "{% for message in messages %}{{ eos_token }}{{ message | tojson }}{% endfor %}"
            "{{ add_generation_prompt }}{{ enable_thinking }}{{ eos_token }}")


def call(id, name, arguments):
    return {"id": id, "type": "function", "function": {"name": name, "arguments": arguments}}


def conversations():
    system = {"role": "system", "content": "You calculate."}
    user = {"role": "user", "content": "Add 2 and 3, then \u4e58 by \U0001f600 4."}
    yield "one message", [user]
    yield "system and user", [system, user]
    yield "after an answer", [system, user, {"role": "assistant", "content": "Why?"}, user]
    yield "after a thought", [
        user, {"role": "assistant", "content": "<think>\nhm\n</think>\n\nYes."}, user]
    for arguments in ['{"a": 2, "b": 3}', {"a": 2, "b": 3}]:
        kind = type(arguments).__name__
        calls = [call("1", "add", arguments), call("2", "multiply", arguments)]
        asking = {"role": "assistant", "content": "I'll calculate.", "tool_calls": calls}
        results = [{"role": "tool", "content": "5", "tool_call_id": "1"},
                   {"role": "tool", "content": "6.0", "tool_call_id": "2"}]
        yield "parallel calls, arguments " + kind, [user, asking, *results]
        yield "calls without content, arguments " + kind, [
            user, {**asking, "content": None}, *results]
        yield "two turns, arguments " + kind, [
            system, user, asking, *results, {"role": "assistant", "content": "", "tool_calls": [
                calls[0]]}, results[0], {"role": "assistant", "content": "5"}, user]


def record(tokenizer, place):
    for name, messages in conversations():
        for tools in [None, TOOLS]:
            for kwargs in [{}, {"enable_thinking": False}, {"eos_token": "x"}]:
                line = {"model": place, "name": name, "messages": messages, "tools": tools,
                        "kwargs": kwargs}
                try:
                    text = tokenizer.apply_chat_template(
                        messages, tools=tools, add_generation_prompt=True, tokenize=False, **kwargs)
                except Exception:
                    line["fails"] = True
                    yield line
                    continue
                ids = tokenizer(text, add_special_tokens=False)["input_ids"]
                line["length"] = len(ids)
                line["text_sha256"] = hashlib.sha256(text.encode()).hexdigest()
                line["ids_sha256"] = hashlib.sha256(",".join(map(str, ids)).encode()).hexdigest()
                yield line


def main():
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder)
        small = json.loads(gzip.open(SMALL, "rt").readline())["tokenizer"]
        config = {"tokenizer_class": "GPT2Tokenizer", "bos_token": "<b>", "chat_template": TEMPLATE,
                  "additional_special_tokens": ["<x>"], "extra_special_tokens": {
                      "image_token": "<i>"}}
        (path / "tokenizer.json").write_text(json.dumps(small), "utf-8")
        (path / "tokenizer_config.json").write_text(json.dumps(config), "utf-8")
        lines.append({"config": config})
        lines += record(AutoTokenizer.from_pretrained(folder), "small")
    for folder in sorted(pathlib.Path(sys.argv[1]).glob("models--*/snapshots/*")):
        lines += record(AutoTokenizer.from_pretrained(str(folder)),
                        str(folder.relative_to(sys.argv[1])))
    text = "".join(json.dumps(line) + "\n" for line in lines)
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_bytes(gzip.compress(text.encode(), mtime=0))
    print(len(lines), "lines")


main()

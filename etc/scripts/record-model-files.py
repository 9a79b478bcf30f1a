#!/usr/bin/env python3
"""Records which chat templates and special tokens transformers reads out of small model folders.

usage: record-model-files.py FILE.jsonl

Writes one JSON object a line with `name`, `files` (contents by path), `chat_template` and
`special_tokens`. Needs transformers 4.57, nothing else of it.
"""
import json
import os
import pathlib
import sys
import tempfile

os.environ["TRANSFORMERS_VERBOSITY"] = "error"
os.environ["HF_HUB_OFFLINE"] = "1"

from transformers import AutoTokenizer

CONFIG = "tokenizer_config.json"
MAP = "special_tokens_map.json"
JINJA = "chat_template.jinja"
NAMED = "additional_chat_templates/"
BOS = {"content": "<s>", "lstrip": False, "normalized": False, "rstrip": False, "single_word": False}
ADDED = {"1": {**BOS, "special": True}}
TOKENIZER = {
    "version": "1.0",
    "added_tokens": [{"id": 1, "special": True, **BOS}],
    "model": {"type": "WordLevel", "vocab": {"a": 0, "<s>": 1, "<unk>": 2}, "unk_token": "<unk>"},
}


def typed(content):
    return {"__type": "AddedToken", **BOS, "content": content}


TEMPLATES = {
    "a text": {CONFIG: {"chat_template": "x"}},
    "none": {CONFIG: {"chat_template": None}},
    "an empty text": {CONFIG: {"chat_template": ""}},
    "a list": {
        CONFIG: {
            "chat_template": [
                {"name": "default", "template": "d"},
                {"name": "tool_use", "template": "t"},
                {"name": "default", "template": "later"},
            ]
        }
    },
    "an object": {CONFIG: {"chat_template": {"default": "d", "tool_use": "t"}}},
    "a file before the configuration": {CONFIG: {"chat_template": "x"}, JINJA: "f"},
    "an empty file": {CONFIG: {"chat_template": "x"}, JINJA: ""},
    "a named file replaces the configuration": {
        CONFIG: {"chat_template": "x"},
        NAMED + "tool_use.jinja": "t",
        NAMED + "notes.txt": "no template",
    },
    "a file and named files": {CONFIG: {}, JINJA: "f", NAMED + "tool_use.jinja": "t"},
    "a named file called default": {CONFIG: {}, JINJA: "f", NAMED + "default.jinja": "t"},
    "a folder of older versions": {CONFIG: {"chat_template": "x"}, "chat_templates/rag.jinja": "r"},
    "a file of processors": {CONFIG: {}, "chat_template.json": {"chat_template": "j"}},
    "line ends and a mark": {CONFIG: {}, JINJA: "\ufeffa\r\nb\rc\n"},
    "line ends in the configuration": {CONFIG: {"chat_template": "a\r\nb\rc"}},
}

TOKENS = {
    "texts": {CONFIG: {"bos_token": "<s>", "eos_token": None, "added_tokens_decoder": ADDED}},
    "objects": {CONFIG: {"bos_token": typed("<s>"), "pad_token": typed("<p>")}},
    "empty": {CONFIG: {"bos_token": ""}},
    "the map wins": {CONFIG: {"bos_token": "<s>"}, MAP: {"bos_token": "<m>", "eos_token": BOS}},
    "the map has null": {CONFIG: {"bos_token": "<s>"}, MAP: {"bos_token": None}},
    "the map does not count": {
        CONFIG: {"bos_token": "<s>", "added_tokens_decoder": ADDED},
        MAP: {"bos_token": "<m>", "eos_token": "<e>"},
    },
    "the map does not count beside an empty decoder": {
        CONFIG: {"bos_token": "<s>", "added_tokens_decoder": {}},
        MAP: {"bos_token": "<m>"},
    },
    "additional ones are merged": {
        CONFIG: {"additional_special_tokens": ["<a>", typed("<b>")]},
        MAP: {"additional_special_tokens": ["<a>", "<c>", {**BOS, "content": "<d>"}]},
    },
    "additional ones twice": {CONFIG: {"additional_special_tokens": ["<a>", "<a>"]}},
    "additional ones are null": {CONFIG: {"additional_special_tokens": None, "bos_token": "<s>"}},
    "extra ones": {
        CONFIG: {
            "bos_token": "<s>",
            "extra_special_tokens": {"image_token": "<i>", "bos_token": "<x>"},
        }
    },
    "unknown ones": {CONFIG: {"image_token": "<i>"}, MAP: {"video_token": "<v>"}},
}

CLASSES = ["Bloom", "CodeGen", "Cohere", "GPT2", "GPTNeoX", "Gemma", "Llama", "Qwen2"]


def cases():
    for kind, group in (("templates", TEMPLATES), ("tokens", TOKENS)):
        for name, files in group.items():
            config = {"tokenizer_class": "PreTrainedTokenizerFast", **files[CONFIG]}
            yield f"{kind}: {name}", {**files, CONFIG: config}
    for name in CLASSES:
        for suffix in ("Tokenizer", "TokenizerFast"):
            yield f"class: {name}{suffix}", {CONFIG: {"tokenizer_class": name + suffix}}
    nulls = {"tokenizer_class": "Qwen2Tokenizer", "eos_token": None, "pad_token": "<p>"}
    yield "class: what the configuration says wins", {CONFIG: nulls}


def recorded(name, files):
    texts = {
        path: content if isinstance(content, str) else json.dumps(content)
        for path, content in {"tokenizer.json": TOKENIZER, **files}.items()
    }
    with tempfile.TemporaryDirectory() as folder:
        for path, text in texts.items():
            file = pathlib.Path(folder, path)
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(text.encode())
        tokenizer = AutoTokenizer.from_pretrained(folder)
    return {
        "name": name,
        "files": texts,
        "chat_template": tokenizer.chat_template,
        "special_tokens": tokenizer.special_tokens_map,
    }


def main(path):
    with open(path, "w", encoding="utf-8") as file:
        for name, files in cases():
            file.write(json.dumps(recorded(name, files), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    main(sys.argv[1])

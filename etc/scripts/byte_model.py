"""A model whose tokens are bytes, so that a script can count without a tokenizer.

`write` makes its folder, with which the server loads it as any other model; `render` and `encode`
say in a few lines what the server must come to with its template engine and tokenizer.
"""

import json
import pathlib
import re

NAME = "reliability/bytes"

MARKS = ["<|turn|>", "<|says|>", "<|call|>", "<|end|>"]
FIRST_MARK = 256

TEMPLATE = """\
{%- for message in messages -%}
  {{- '<|turn|>' ~ message.role ~ '<|says|>' ~ message.content -}}
  {%- for call in message.tool_calls or [] -%}
    {{- '<|call|>' ~ call.function.name ~ ' ' ~ call.function.arguments -}}
  {%- endfor -%}
  {{- '<|end|>' -}}
{%- endfor -%}
{%- if add_generation_prompt -%}
  {{- '<|turn|>assistant<|says|>' -}}
{%- endif -%}
"""


def byte_alphabet():
    """The character that stands for each byte in byte-level vocabularies."""
    shown = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = [byte for byte in range(256) if byte not in shown]
    return {**{byte: chr(byte) for byte in shown},
            **{byte: chr(256 + place) for place, byte in enumerate(hidden)}}


def tokenizer():
    """The content of tokenizer.json."""
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False,
             "special": True}
    return {
        "version": "1.0", "truncation": None, "padding": None,
        "added_tokens": [{"id": FIRST_MARK + place, "content": mark, **flags}
                         for place, mark in enumerate(MARKS)],
        "normalizer": None,
        "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True,
                          "use_regex": True},
        "post_processor": None,
        "decoder": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True,
                    "use_regex": True},
        "model": {"type": "BPE", "dropout": None, "unk_token": None,
                  "continuing_subword_prefix": None, "end_of_word_suffix": None,
                  "fuse_unk": False, "byte_fallback": False, "ignore_merges": False,
                  "vocab": {char: byte for byte, char in sorted(byte_alphabet().items())},
                  "merges": []},
    }


def files():
    """The files of the model: contents by name."""
    config = {"tokenizer_class": "PreTrainedTokenizerFast", "eos_token": "<|end|>",
              "clean_up_tokenization_spaces": False}
    return {"tokenizer.json": json.dumps(tokenizer()), "chat_template.jinja": TEMPLATE,
            "tokenizer_config.json": json.dumps(config)}


def write(models):
    """Writes the model where the server looks for models of a local folder."""
    folder = pathlib.Path(models, NAME)
    folder.mkdir(parents=True)
    for name, content in files().items():
        (folder / name).write_text(content)


def said(message):
    """What follows the opening of a message, its end included."""
    calls = "".join(f"<|call|>{call['function']['name']} {call['function']['arguments']}"
                    for call in message.get("tool_calls") or [])
    return f"{message['content']}{calls}<|end|>"


def render(messages):
    """The prompt of a call: these messages and the opening of the next."""
    turns = "".join(f"<|turn|>{message['role']}<|says|>{said(message)}" for message in messages)
    return turns + "<|turn|>assistant<|says|>"


def encode(text):
    """Token ids."""
    ids = []
    for part in re.split("(" + "|".join(map(re.escape, MARKS)) + ")", text):
        if part in MARKS:
            ids.append(FIRST_MARK + MARKS.index(part))
        else:
            ids.extend(part.encode())
    return ids

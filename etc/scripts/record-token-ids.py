#!/usr/bin/env python3
"""Records what Python's tokenizers make of texts, for tests to replay without Python.

Run from the repository root with transformers 4.57 installed: record-token-ids.py [HUB], where HUB
is a folder in the layout of the Hugging Face cache. Writes recorded-tokenizers.jsonl.gz: small
tokenizers made here, each with its configuration, and what AutoTokenizer reads out of them; and,
where HUB is given, recorded-ids.jsonl.gz: the ids of its tokenizers.
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

from tokenizers import Tokenizer
from transformers import AutoTokenizer

FOLDER = pathlib.Path("src/test/resources/dev/rolloutserver/tokenizer")

NASTY = [
    "",
    " ",
    "hello world",
    "  leading and trailing  ",
    "a\n\n\nb\r\n\tc",
    "caf\u00e9 cafe\u0301 \u1e69 s\u0323\u0307",
    "\U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 \U0001f1e9\U0001f1ea",
    "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 \u202eabc\u202c",
    "\u4f60\u597d\uff0c\u4e16\u754c\u3002\u3053\u3093\u306b\u3061\u306f \ud55c\uad6d\uc5b4",
    "nul \x00 bell \x07 esc \x1b del \x7f nel \x85 bom \ufeff",
    "<s>x</s><unk>[INST] <|im_start|>user\nhi<|im_end|>\n<|endoftext|>",
    "1234567890 3.14159 0x1F 12,345.67",
    "don't I'LL we've \u2019s",
    "x" * 50 + " " * 50 + "\n" * 20 + "\t" * 7,
    "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35 \u0928\u092e\u0938\u094d\u0924\u0947 \u1781\u17d2\u1798\u17c2\u179a",
    "a\u0300\u0301\u0302\u0303 \u200b\u200c\u200d\u2060 \U0001d400\U00010348",
    '{"name": "add", "arguments": {"a": 1, "b": 2.5}}',
    "\ufffd \ufffe \U0010ffff \ue000",
]


def bytes_to_unicode():
    kept = list(range(33, 127)) + list(range(161, 173)) + list(range(174, 256))
    names = {b: chr(b) for b in kept}
    for b in range(256):
        if b not in names:
            names[b] = chr(256 + len(names) - len(kept))
    return names


def byte_level(**changes):
    """A byte-level BPE of 256 bytes and a few merges."""
    names = bytes_to_unicode()
    vocab = {names[b]: b for b in range(256)}
    merges = []
    for left, right in ["he", "ll", ("he", "ll"), ("hell", "o"), "\u0120w", "or", ("\u0120w", "or"),
                        "in", "an", "th", ("th", "e"), "\u0120\u0120", "\u010a\u010a", "<s"]:
        merges.append(left + " " + right)
        vocab[left + right] = len(vocab)
    tokenizer = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": None,
        "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True,
                          "use_regex": True},
        "post_processor": None,
        "decoder": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True,
                    "use_regex": True},
        "model": {"type": "BPE", "dropout": None, "unk_token": None,
                  "continuing_subword_prefix": None, "end_of_word_suffix": None, "fuse_unk": False,
                  "byte_fallback": False, "ignore_merges": False, "vocab": vocab,
                  "merges": merges},
    }
    tokenizer.update(changes)
    return tokenizer


def token(content, id=None, **flags):
    entry = {"id": id} if id is not None else {}
    entry.update({"content": content, "single_word": False, "lstrip": False, "rstrip": False,
                  "normalized": True, "special": False})
    entry.update(flags)
    return entry


def bare(content, **flags):
    return {"content": content, **flags}


def sentencepiece(**changes):
    """A BPE with byte fallback, as Llama 2 has it."""
    vocab = {"<unk>": 0, "<s>": 1, "</s>": 2}
    for b in range(256):
        vocab["<0x%02X>" % b] = len(vocab)
    for piece in ["\u2581", "h", "e", "l", "o", "w", "r", "d", "a", "b", "c", "x", "s", "<", ">",
                  "/", "\u2581w", "he", "ll", "hell", "hello", "\u2581hello", "\u2581\u2581"]:
        vocab[piece] = len(vocab)
    return byte_level(
        added_tokens=[token("<unk>", 0, special=True, normalized=False),
                      token("<s>", 1, special=True, normalized=False),
                      token("</s>", 2, special=True, normalized=False)],
        normalizer={"type": "Sequence", "normalizers": [
            {"type": "Prepend", "prepend": "\u2581"},
            {"type": "Replace", "pattern": {"String": " "}, "content": "\u2581"}]},
        pre_tokenizer=None,
        decoder={"type": "Sequence", "decoders": [
            {"type": "Replace", "pattern": {"String": "\u2581"}, "content": " "},
            {"type": "ByteFallback"}, {"type": "Fuse"},
            {"type": "Strip", "content": " ", "start": 1, "stop": 0}]},
        model={"type": "BPE", "dropout": None, "unk_token": "<unk>",
               "continuing_subword_prefix": None, "end_of_word_suffix": None, "fuse_unk": True,
               "byte_fallback": True, "ignore_merges": False, "vocab": vocab,
               "merges": ["\u2581 w", "h e", "l l", "he ll", "hell o", "\u2581 hello",
                          "\u2581 \u2581"]},
        **changes)


def unigram(**changes):
    pieces = [["<unk>", 0.0], ["\u2581", -2.0], ["\u2581hello", -3.25], ["world", -3.5],
              ["\u2581world", -3.1], ["h", -5.0], ["e", -5.1], ["l", -5.2], ["o", -5.3],
              ["w", -5.4], ["r", -5.5], ["d", -5.6], ["a", -5.7], ["b", -5.8], ["lo", -4.9],
              ["hel", -4.8], ["ello", -4.123456789012345]]
    return byte_level(
        pre_tokenizer={"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "first",
                       "split": True},
        decoder={"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "first",
                 "split": True},
        model={"type": "Unigram", "unk_id": 0, "vocab": pieces, "byte_fallback": False},
        **changes)


def word_level(**changes):
    words = ["[UNK]", "hello", "world", "a", "b", "c", "user", "hi", "add", "[INST]", "<", ">"]
    return byte_level(
        normalizer={"type": "Lowercase"},
        pre_tokenizer={"type": "Whitespace"},
        decoder=None,
        model={"type": "WordLevel", "vocab": {w: i for i, w in enumerate(words)},
               "unk_token": "[UNK]"},
        **changes)


def word_piece(**changes):
    words = ["[UNK]", "[CLS]", "[SEP]", "hello", "wor", "##ld", "a", "##b", "h", "##i", "add"]
    return byte_level(
        normalizer={"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True,
                    "strip_accents": None, "lowercase": True},
        pre_tokenizer={"type": "BertPreTokenizer"},
        decoder={"type": "WordPiece", "prefix": "##", "cleanup": True},
        model={"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
               "max_input_chars_per_word": 100, "vocab": {w: i for i, w in enumerate(words)}},
        **changes)


MARKS = ["hello<a>world", "hello <a> world", "hello\n <a>\t\nworld", "x<a>y<A>z", "<a><a><b> <b><ab>",
         "<a", "caf\u00e9<a>cafe\u0301", "<b>", "a<b>b", " <b> "]
FAST = {"tokenizer_class": "PreTrainedTokenizerFast"}


def fast(**config):
    return {**FAST, **config}


def cases():
    texts = NASTY + MARKS
    yield "byte level", byte_level(), FAST, texts
    yield "no configuration members", word_level(), FAST, texts
    yield "truncation and padding in the file", byte_level(
        truncation={"direction": "Right", "max_length": 3, "strategy": "LongestFirst", "stride": 0},
        padding={"strategy": {"Fixed": 12}, "direction": "Right", "pad_to_multiple_of": None,
                 "pad_id": 0, "pad_type_id": 0, "pad_token": "!"}), FAST, texts
    yield "model_max_length", byte_level(), fast(model_max_length=4), texts
    yield "tokens of the configuration", byte_level(), fast(added_tokens_decoder={
        "271": token("<a>"), "270": token("<b>", special=True, normalized=False)}), texts
    yield "ids of the configuration are not kept", byte_level(), fast(added_tokens_decoder={
        "9000": token("<a>"), "500": token("<b>", special=True)}), texts
    yield "defaults of a token", byte_level(normalizer={"type": "Lowercase"}), fast(
        added_tokens_decoder={"270": bare("<A>"), "271": bare("<b>", special=True)}), texts
    yield "token of the vocabulary becomes an added one", byte_level(), fast(
        added_tokens_decoder={"258": token("hell")}), texts
    for flag in ["lstrip", "rstrip", "single_word"]:
        own = byte_level(added_tokens=[token("<a>", 270), token("<b>", 271)])
        yield "the configuration sets " + flag, own, fast(
            added_tokens_decoder={"270": token("<a>", **{flag: True})}), texts
        yield "the file sets " + flag, byte_level(
            added_tokens=[token("<a>", 270, **{flag: True})]), FAST, texts
    yield "the configuration sets normalized", byte_level(
        normalizer={"type": "Lowercase"}, added_tokens=[token("<a>", 270, normalized=False)]), fast(
            added_tokens_decoder={"270": token("<a>", normalized=True)}), texts
    yield "the configuration sets special", byte_level(
        normalizer={"type": "Lowercase"}, added_tokens=[token("<a>", 270, special=False)]), fast(
            added_tokens_decoder={"270": token("<a>", special=True)}), texts
    yield "special token that is missing", byte_level(), fast(
        bos_token="<s>", eos_token="<a>", pad_token="<b>"), texts
    yield "special token that is in the vocabulary", byte_level(), fast(
        bos_token="<s", eos_token="hello"), texts
    yield "special tokens as objects", byte_level(), fast(
        bos_token={"__type": "AddedToken", **token("<a>", lstrip=True)},
        eos_token={"__type": "AddedToken", **bare("<b>")}), texts
    yield "special token as object beside the file's", byte_level(
        added_tokens=[token("<a>", 270), token("<b>", 271, rstrip=True)]), fast(
            bos_token={"__type": "AddedToken", **token("<a>", lstrip=True)},
            eos_token="<b>"), texts
    yield "special token as object beside the configuration's", byte_level(
        added_tokens=[token("<a>", 270), token("<b>", 271, rstrip=True)]), fast(
            added_tokens_decoder={"270": token("<a>")},
            bos_token={"__type": "AddedToken", **token("<b>", lstrip=True)},
            eos_token="<b>"), texts
    yield "additional special tokens", byte_level(), fast(
        additional_special_tokens=["<a>", {"__type": "AddedToken", **token("<b>", rstrip=True)}],
        extra_special_tokens={"image_token": "<ab>"}), texts
    yield "additional special token as text and object", byte_level(), fast(
        additional_special_tokens=["<a>", {"__type": "AddedToken", **token("<a>", rstrip=True)}]), texts
    yield "the configuration makes a token special and not normalized", byte_level(
        normalizer={"type": "Lowercase"}, added_tokens=[token("<a>", 270)]), fast(
            added_tokens_decoder={
                "270": token("<a>", special=True, normalized=False)}), texts
    yield "null and empty special tokens", byte_level(), fast(
        bos_token=None, eos_token="", additional_special_tokens=[]), texts
    yield "prefix space set", byte_level(), fast(add_prefix_space=True), texts
    yield "prefix space taken away", byte_level(pre_tokenizer={
        "type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True,
        "use_regex": True}), FAST, texts
    yield "prefix space null", byte_level(pre_tokenizer={
        "type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True,
        "use_regex": True}), fast(add_prefix_space=None), texts
    yield "prefix space inside a sequence", byte_level(pre_tokenizer={
        "type": "Sequence", "pretokenizers": [{
            "type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True,
            "use_regex": True}]}), fast(add_prefix_space=False), texts
    yield "prefix space without regex", byte_level(pre_tokenizer={
        "type": "ByteLevel", "add_prefix_space": False, "trim_offsets": False,
        "use_regex": False}), fast(add_prefix_space=True), texts
    yield "prefix space of a metaspace", unigram(), fast(add_prefix_space=False), texts
    for name in ["LlamaTokenizer", "LlamaTokenizerFast", "Qwen2Tokenizer", "GemmaTokenizer",
                 "GPT2Tokenizer", "GPTNeoXTokenizer", "CohereTokenizer", "BloomTokenizer"]:
        yield "class " + name, byte_level(pre_tokenizer={
            "type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True,
            "use_regex": True}), {"tokenizer_class": name}, texts
        yield "class " + name + " with tokens of its own", byte_level(
            added_tokens=[token("<a>", 270), token("<|endoftext|>", 271, lstrip=True)]), {
                "tokenizer_class": name, "bos_token": "<a>", "eos_token": "<|endoftext|>",
                "unk_token": None, "pad_token": "<b>", "added_tokens_decoder": {
                    "270": token("<a>", special=True)}}, texts
    yield "sentencepiece", sentencepiece(), {"tokenizer_class": "LlamaTokenizerFast"}, texts
    yield "sentencepiece, tokens normalized", sentencepiece(), {
        "tokenizer_class": "LlamaTokenizerFast", "added_tokens_decoder": {
            "0": token("<unk>", special=True), "282": token("<a>")}}, texts
    yield "unigram", unigram(), FAST, texts
    yield "unigram with tokens", unigram(added_tokens=[token("<a>", 17)]), fast(
        eos_token="</s>"), texts
    yield "word level", word_level(added_tokens=[token("<a>", 12), token("<B>", 13)]), FAST, texts
    yield "word piece", word_piece(added_tokens=[
        token("[UNK]", 0, special=True, normalized=False)]), fast(unk_token="[UNK]"), texts
    yield "template post-processor", byte_level(
        added_tokens=[token("<s>", 270, special=True, normalized=False)],
        post_processor={"type": "TemplateProcessing", "single": [
            {"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
            "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
            "special_tokens": {"<s>": {"id": "<s>", "ids": [270], "tokens": ["<s>"]}}}), fast(
                bos_token="<s>"), texts
    yield "tokens that overlap", byte_level(added_tokens=[
        token("<a>", 270), token("<a><b>", 271), token("><", 272, normalized=False),
        token("hello<", 273)]), FAST, texts
    yield "the same token twice in the file", byte_level(added_tokens=[
        token("<a>", 270), token("<a>", 271, lstrip=True), token("<b>", 272)]), FAST, texts


def record(tokenizer, config, texts):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder)
        (path / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False), "utf-8")
        (path / "tokenizer_config.json").write_text(json.dumps(config), "utf-8")
        read = AutoTokenizer.from_pretrained(folder)
        ids = [read(text, add_special_tokens=False)["input_ids"] for text in texts]
        return {
            "size": len(read),
            "special_tokens": read.special_tokens_map,
            "texts": [{"text": text, "ids": found, "decoded": read.backend_tokenizer.decode(
                found, skip_special_tokens=False)} for text, found in zip(texts, ids)],
        }


def long_texts():
    yield "hello world! " * 8000
    yield "\u4f60\u597d\U0001f600 e\u0301\n" * 14000
    yield "<|im_start|>user\n1 + 1 = 2 \t  <|im_end|>\n<\uff5cUser\uff5c><think></think>" * 1500
    yield "a" * 2000 + " " * 2000 + "\n" * 2000


def write(name, lines):
    text = "".join(json.dumps(line, ensure_ascii=True) + "\n" for line in lines)
    (FOLDER / name).write_bytes(gzip.compress(text.encode(), mtime=0))
    print(name, len(lines), "lines")


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    write("recorded-tokenizers.jsonl.gz", [
        {"name": name, "tokenizer": tokenizer, "config": config, **record(tokenizer, config, texts)}
        for name, tokenizer, config, texts in cases()])
    if len(sys.argv) > 1:
        lines = []
        for folder in sorted(pathlib.Path(sys.argv[1]).glob("models--*/snapshots/*")):
            read = AutoTokenizer.from_pretrained(str(folder))
            place = str(folder.relative_to(sys.argv[1]))
            lines.append({"folder": place, "size": len(read),
                          "special_tokens": read.special_tokens_map})
            for text in NASTY + list(long_texts()) + [
                    "<\uff5cbegin\u2581of\u2581sentence\uff5c><\uff5cUser\uff5c>hi"
                    "<\uff5cAssistant\uff5c><\uff5ctool\u2581calls\u2581begin\uff5c>",
                    "<|im_start|>assistant\n<think>\n\n</think>\n\n<tool_call>\n{}\n</tool_call>"]:
                ids = read(text, add_special_tokens=False)["input_ids"]
                line = {"folder": place, "text": text, "count": len(ids)}
                if len(text) > 1000:
                    line["sha256"] = hashlib.sha256(",".join(map(str, ids)).encode()).hexdigest()
                    unit = next(n for n in range(1, len(text) + 1)
                                if text == text[:n] * (len(text) // n) or n > 100)
                    if unit <= 100:
                        line["text"], line["times"] = text[:unit], len(text) // unit
                else:
                    line["ids"] = ids
                lines.append(line)
        write("recorded-ids.jsonl.gz", lines)


main()

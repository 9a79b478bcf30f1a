#!/usr/bin/env python3
"""Trains the tokenizer that the demo ships, on text written for this project.

Needs `pip install tokenizers` (0.23); the same text gives the same file. Run from the repository
root; it reads etc/scripts/demo-tokenizer-text.txt and writes tokenizer.json and
tokenizer_config.json into src/main/resources/dev/rolloutserver/simulation/model. The chat template
beside them is written by hand.
"""
import json

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

TEXT = "etc/scripts/demo-tokenizer-text.txt"
MODEL = "src/main/resources/dev/rolloutserver/simulation/model/"
VOCABULARY = 1536
SPECIAL = ["<|pad|>", "<|turn|>", "<|says|>", "<|call|>", "<|end|>"]
# a word with the space before it, one digit, other signs, or white space
PIECE = r" ?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+|\s+"


def train():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(PIECE), behavior="isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
    ])
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        min_frequency=2,
        show_progress=False,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        special_tokens=[AddedToken(token, special=True, normalized=False) for token in SPECIAL],
    )
    with open(TEXT, encoding="utf-8") as text:
        tokenizer.train_from_iterator(list(text), trainer)
    return tokenizer


def main():
    tokenizer = train()
    with open(MODEL + "tokenizer.json", "w", encoding="utf-8", newline="\n") as out:
        json.dump(json.loads(tokenizer.to_str()), out, ensure_ascii=False, separators=(",", ":"))
        out.write("\n")
    config = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "pad_token": "<|pad|>",
        "eos_token": "<|end|>",
        "clean_up_tokenization_spaces": False,
    }
    with open(MODEL + "tokenizer_config.json", "w", encoding="utf-8", newline="\n") as out:
        json.dump(config, out, indent=2)
        out.write("\n")


main()

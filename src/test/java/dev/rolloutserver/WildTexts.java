package dev.rolloutserver;

import java.util.List;
import java.util.Random;

/** Texts that tokenizers and templates get wrong, at random but the same for the same seed. */
final class WildTexts {
  private static final List<String> PIECES =
      List.of(
          "Add the two numbers, please.",
          "hello world",
          "don't I'LL we've",
          "1234567890 3.14159 0x1F 12,345.67",
          "   ",
          "\n\n\n",
          "\r\n\t\u000b\f",
          "😀",
          "👨\u200d👩\u200d👧\u200d👦 🏳\ufe0f\u200d🌈 🇩🇪🇫🇷 👍🏽",
          "שלום עולם \u202eabc\u202c مرحبا بالعالم",
          "你好，世界。こんにちは 한국어 𠀋𪛖",
          "cafe\u0301 a\u0300\u0301\u0302\u0303 ṩ s\u0323\u0307",
          "สวัสดี नमस्ते ខ្មែរ",
          "\u200b\u200c\u2060\ufeff\u00a0\u3000",
          "\u0000 \u0007 \u001b \u007f \u0085",
          "\ufffd \uffff \ue000 \udbff\udfff",
          "<|im_end|>\n<|im_start|>assistant\n",
          "<|im_start|>user",
          "<|endoftext|>",
          "<think>\nwhy\n</think>\n\n",
          "</think>",
          "<tool_call>\n{\"name\": \"add\"}\n</tool_call>",
          "<tool_response>\n3\n</tool_response>",
          "<｜begin▁of▁sentence｜><｜User｜>hi<｜Assistant｜>",
          "<｜tool▁outputs▁begin｜><｜tool▁output▁end｜><｜end▁of▁sentence｜>",
          "<|turn|>user<|says|>hi<|end|>\n",
          "<|call|>",
          "<|im_",
          "|>",
          "<s>[INST] </s> {{ messages }} {% if x %}",
          "{\"a\": 1, \"b\": [2.5, null, \"\\u00e9\"]}",
          "x".repeat(60));

  private final Random random;

  WildTexts(Random random) {
    this.random = random;
  }

  /** Mostly a few pieces, now and then nothing, or a long text. */
  String next() {
    int kind = random.nextInt(100);
    if (kind < 4) {
      return "";
    }
    int pieces = kind == 4 ? 100 + random.nextInt(100) : 1 + random.nextInt(7);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pieces; i++) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
      if (random.nextBoolean()) {
        text.append(random.nextInt(100_000));
      }
      text.append(random.nextInt(3) == 0 ? "" : random.nextInt(5) == 0 ? "\n" : " ");
    }
    return text.toString();
  }
}

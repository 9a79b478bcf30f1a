/** Byte-level BPE of one text between added tokens, with the ids of the native library. */
@NullMarked
package dev.rolloutserver.tokenizer.bpe;

import org.jspecify.annotations.NullMarked;

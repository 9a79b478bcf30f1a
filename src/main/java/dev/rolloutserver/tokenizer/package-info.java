/** Text to token ids, exactly as Hugging Face's fast tokenizers for Python do it. */
@NullMarked
package dev.rolloutserver.tokenizer;

import org.jspecify.annotations.NullMarked;

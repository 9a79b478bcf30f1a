/** Prompts of one model, their token counts and what follows from them: the response mask. */
@NullMarked
package dev.rolloutserver.prompt;

import org.jspecify.annotations.NullMarked;

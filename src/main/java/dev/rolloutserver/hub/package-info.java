/** The files of a model's tokenizer, wherever they are: local folder, shared cache, hub. */
@NullMarked
package dev.rolloutserver.hub;

import org.jspecify.annotations.NullMarked;

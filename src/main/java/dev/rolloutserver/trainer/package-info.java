/** One model turn from the trainer: start with {@link dev.rolloutserver.trainer.Trainer}. */
@NullMarked
package dev.rolloutserver.trainer;

import org.jspecify.annotations.NullMarked;

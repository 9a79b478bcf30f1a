/**
 * The syntax tree, lowered once into nodes that evaluate themselves; start with {@link
 * dev.rolloutserver.template.evaluation.Lowering}.
 */
@NullMarked
package dev.rolloutserver.template.evaluation;

import org.jspecify.annotations.NullMarked;

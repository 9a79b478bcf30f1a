/**
 * The language: template text to syntax tree; start with {@link
 * dev.rolloutserver.template.syntax.Parser}.
 */
@NullMarked
package dev.rolloutserver.template.syntax;

import org.jspecify.annotations.NullMarked;

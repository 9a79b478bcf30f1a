/**
 * Chat templates: Jinja2 exactly as {@code transformers} sets it up; start with {@link
 * dev.rolloutserver.template.ChatTemplate}.
 *
 * <table>
 *   <caption>Source map</caption>
 *   <tr><td>{@code syntax}</td><td>text → tokens → syntax tree</td></tr>
 *   <tr><td>{@code values}</td><td>Python's values: types, text, equality, order, arithmetic</td></tr>
 *   <tr><td>{@code builtins}</td><td>filters, tests, globals, methods, attributes</td></tr>
 *   <tr><td>{@code evaluation}</td><td>syntax tree → nodes with resolved variables, and their run</td></tr>
 * </table>
 *
 * <p>Deliberate limits: nothing can be loaded (include, import and extends fail when they are
 * reached); {@code lipsum} gives the same words every time; {@code encode} knows UTF-8 only;
 * integers of ranges have 64 bits; texts hold no half surrogates apart; nesting, steps and sizes
 * are bounded by {@link dev.rolloutserver.template.TemplateLimits}.
 */
@NullMarked
package dev.rolloutserver.template;

import org.jspecify.annotations.NullMarked;

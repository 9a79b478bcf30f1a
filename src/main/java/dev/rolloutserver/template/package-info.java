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
 * <p>Deliberate limits:
 *
 * <ul>
 *   <li>nothing can be loaded: include, import and extends fail when they are reached
 *   <li>{@code lipsum} gives the same words every time
 *   <li>{@code encode} and {@code decode} know UTF-8 only; bytes have no operators but comparisons
 *       and {@code in}, no subscripts and hardly a method; numbers have no {@code to_bytes}
 *   <li>integers of ranges have 64 bits; there are no complex numbers ({@code (-8)**0.5} fails)
 *   <li>there are no sets: views of dicts cannot be subtracted
 *   <li>texts hold no half surrogates apart, so that the escapes of two halves are one character
 *   <li>nesting, steps and sizes are bounded by {@link dev.rolloutserver.template.TemplateLimits}
 *       and the parser, not by Python: more than 20 nested loops and 90 nested lists are rendered,
 *       long chains of {@code not} and of signs are refused
 * </ul>
 */
@NullMarked
package dev.rolloutserver.template;

import org.jspecify.annotations.NullMarked;

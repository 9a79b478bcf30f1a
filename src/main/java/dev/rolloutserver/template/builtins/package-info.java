/**
 * What a template finds without defining it: filters, tests, globals, and the attributes and
 * methods of values; start with {@link dev.rolloutserver.template.builtins.Filters}.
 */
@NullMarked
package dev.rolloutserver.template.builtins;

import org.jspecify.annotations.NullMarked;

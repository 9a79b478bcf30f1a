/**
 * Python's values as a template sees them: types, text, equality, arithmetic, access; start with
 * {@link dev.rolloutserver.template.values.Types}.
 *
 * <p>None is null, int is Long or BigInteger, float is Double, bool is Boolean, str is String, list
 * is List, dict is Map; everything else has a class here.
 */
@NullMarked
package dev.rolloutserver.template.values;

import org.jspecify.annotations.NullMarked;

/** JSON text to and from plain ordered values, with limits. */
@NullMarked
package dev.rolloutserver.json;

import org.jspecify.annotations.NullMarked;

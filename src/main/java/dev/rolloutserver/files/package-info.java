/** Files that settings name, read again when they hold something else. */
@NullMarked
package dev.rolloutserver.files;

import org.jspecify.annotations.NullMarked;

/** Tools that the model may call: start with {@link dev.rolloutserver.tools.ToolBox}. */
@NullMarked
package dev.rolloutserver.tools;

import org.jspecify.annotations.NullMarked;

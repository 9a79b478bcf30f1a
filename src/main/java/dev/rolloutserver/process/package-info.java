/** What the operating system says of a process. */
@NullMarked
package dev.rolloutserver.process;

import org.jspecify.annotations.NullMarked;

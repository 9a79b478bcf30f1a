/** What the operating system says of a process, and the heap that it begins with. */
@NullMarked
package dev.rolloutserver.process;

import org.jspecify.annotations.NullMarked;

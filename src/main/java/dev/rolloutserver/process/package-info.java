/** What the operating system says of a process, and what a JVM is given until it is warm. */
@NullMarked
package dev.rolloutserver.process;

import org.jspecify.annotations.NullMarked;

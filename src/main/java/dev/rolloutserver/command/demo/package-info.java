/** The demonstration: start with {@link dev.rolloutserver.command.demo.DemoCommand}. */
@NullMarked
package dev.rolloutserver.command.demo;

import org.jspecify.annotations.NullMarked;

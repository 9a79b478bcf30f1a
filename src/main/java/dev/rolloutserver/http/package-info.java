/** Inbound HTTP: start with {@link dev.rolloutserver.http.HttpListener}. */
@NullMarked
package dev.rolloutserver.http;

import org.jspecify.annotations.NullMarked;

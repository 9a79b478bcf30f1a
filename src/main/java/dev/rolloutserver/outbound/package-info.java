/** The one HTTP client: start with {@link dev.rolloutserver.outbound.OutboundHttp}. */
@NullMarked
package dev.rolloutserver.outbound;

import org.jspecify.annotations.NullMarked;

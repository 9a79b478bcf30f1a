package dev.rolloutserver.outbound;

import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.webclient.api.HttpClientResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Where an answer ends (RFC 9112, section 6), and whether its connection does. */
public final class Framing {
  private Framing() {}

  /** Why the end of the answer is in doubt, if it is: Helidon would take it as it can. */
  static Optional<String> doubt(HttpClientResponse response) {
    List<String> lengths = response.headers().all(HeaderNames.CONTENT_LENGTH, List::of);
    if (lengths.size() == 1 && !response.headers().contains(HeaderNames.TRANSFER_ENCODING)) {
      return Optional.empty();
    }
    List<String> codings = response.headers().all(HeaderNames.TRANSFER_ENCODING, List::of);
    if (!codings.isEmpty() && !lengths.isEmpty()) {
      return Optional.of("its answer has both Content-Length and Transfer-Encoding");
    }
    if (!codings.isEmpty() && !codings.equals(List.of("chunked"))) {
      return Optional.of("its answer has a Transfer-Encoding other than 'chunked'");
    }
    return new HashSet<>(lengths).size() > 1
        ? Optional.of("its answer has two values of Content-Length")
        : Optional.empty();
  }

  /** Whether who sent these headers closes the connection after the exchange. */
  public static boolean saysClose(Headers headers) {
    for (String value : headers.all(HeaderNames.CONNECTION, List::of)) {
      for (String option : value.split(",", -1)) {
        if (option.strip().equalsIgnoreCase("close")) {
          return true;
        }
      }
    }
    return false;
  }
}

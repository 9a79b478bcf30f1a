package dev.rolloutserver.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * Makes something of an answer while it arrives.
 *
 * @param <T> what is made of it
 */
@FunctionalInterface
public interface AnswerReader<T> {
  /**
   * Reads the answer; the body is closed afterwards.
   *
   * @param status HTTP status code
   * @param headers first value of each header, by name in lower case
   * @param body at most as long as the settings allow
   * @throws IOException if the body broke off; what else it throws reaches the caller as it is
   */
  T read(int status, Map<String, String> headers, InputStream body) throws IOException;
}

package dev.rolloutserver.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the trainer samples.
 *
 * @param temperature 0 to 2
 * @param topP 0 to 1
 * @param maxTokens of one turn, 1 to 32768
 * @param stop texts that end a turn; null where there are none
 * @param logprobs whether answers hold one for each token
 */
public record SamplingParams(
    double temperature, double topP, int maxTokens, @Nullable List<String> stop, boolean logprobs) {
  public SamplingParams {
    stop = stop == null ? null : List.copyOf(stop);
  }

  static SamplingParams read(Input params) {
    params.model();
    Input stop = params.member("stop");
    return new SamplingParams(
        params.member("temperature").number(1, 0, 2),
        params.member("top_p").number(1, 0, 1),
        params.member("max_tokens").integer(512, 1, 32768),
        stop.isNullOrAbsent() ? null : stop.elements(Input::text),
        params.member("logprobs").truth(true));
  }
}

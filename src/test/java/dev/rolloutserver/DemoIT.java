package dev.rolloutserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.ServerProcess.Result;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The demo of the packaged jar, with the server that it shows. */
class DemoIT {
  private static final Pattern CURL =
      Pattern.compile("curl -s (\\S+) -H '([^:]*): ([^']*)' -d '([^']*)'");

  @Test
  void demo_showsRolloutsWhoseMasksAreRight() throws Exception {
    Result result;
    try (ServerProcess demo = ServerProcess.jar(Map.of(), "demo", "--port", "0")) {
      result = demo.end();
    }

    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.log()).isEmpty();
    assertThat(result.output())
        .contains("[The][ final][ result][ is][ ][7][6][.][<|end|>]")
        .contains("token_check: {\"class\":\"realign\",\"turn\":2")
        .contains("The trainer answered 8 calls and refused 0 masks.")
        .containsOnlyOnce("token_check");
  }

  @Test
  void demo_thatStays_answersItsCurlLineUntilSigterm() throws Exception {
    try (ServerProcess demo = ServerProcess.jar(Map.of(), "demo", "--port", "0", "--stay");
        HttpClient http = HttpClient.newHttpClient()) {
      Matcher curl = CURL.matcher(demo.outputLine("curl"));
      assertThat(curl.matches()).isTrue();

      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(curl.group(1)))
                  .header(curl.group(2), curl.group(3))
                  .POST(BodyPublishers.ofString(curl.group(4)))
                  .build(),
              BodyHandlers.ofString());
      demo.terminate();

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("\"status\":\"COMPLETED\"", "The final result is 36.");
      assertThat(demo.end().exitCode()).isZero();
    }
  }
}

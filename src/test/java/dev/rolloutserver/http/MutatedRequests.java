package dev.rolloutserver.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Requests for rollouts with something wrong in their bytes, their JSON or their head. */
final class MutatedRequests {
  private static final String BODY =
      """
      {"rollout_id":"r","server_url":"http://127.0.0.1:1","tokenizer_name":"t","max_turns":1,\
      "messages":[{"role":"user","content":"hi","tool_calls":[{"id":"c","type":"function",\
      "function":{"name":"add","arguments":"{}"}}]}],"sampling_params":{"temperature":0.5,\
      "stop":["x"],"logprobs":true},"metadata":{"a":1},"callback_api_key":"k"}\
      """;

  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "-1",
          "0",
          "1e999",
          "-0.0",
          "1e-999",
          "NaN",
          "Infinity",
          "9".repeat(5000),
          "0." + "1".repeat(5000),
          "\"\"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"\\udc00\\ud800\"",
          "\"\uFEFF\u202E\uD83D\uDE00\"",
          "\"" + "x".repeat(3000) + "\"",
          "[]",
          "{}",
          "[[]]",
          "{\"a\":{\"a\":{}}}",
          "[".repeat(2000) + "]".repeat(2000),
          "{\"a\":".repeat(700) + "1" + "}".repeat(700),
          "\"5\"",
          "\" 1_0 \"",
          "\"yes\"",
          "[null,1,\"x\",{}]",
          "\"http://[::1\"",
          "\"file:///etc/passwd\"");

  private static final List<String> HEADERS =
      List.of(
          "X: " + "y".repeat(5000),
          "Content-Type: text/plain",
          "Content-Type: application/json; charset=utf-16",
          "Content-Type: \u0001",
          "Content-Encoding: gzip",
          "Expect: 100-continue",
          "Expect: nonsense",
          "Transfer-Encoding: chunked",
          "Content-Length: 99999999999999999999",
          "Content-Length: 1",
          "Host: y",
          "Host:",
          ": nothing",
          "no colon",
          "Authorization: Bearer " + "k".repeat(500),
          "Upgrade: websocket\r\nConnection: upgrade",
          "Connection: close, close, keep-alive",
          "Cookie: a=b; a=b; =",
          "Accept: */*;q=x",
          "Origin: null");

  private static final List<String> LINES =
      List.of(
          "POST /rollout HTTP/1.1",
          "POST /rollout HTTP/1.1",
          "POST /rollout HTTP/1.1",
          "POST /rollout?x=%zz HTTP/1.1",
          "POST /rollout/%00 HTTP/1.1",
          "POST //rollout HTTP/1.1",
          "POST /./rollout HTTP/1.1",
          "GET /rollout HTTP/1.1",
          "HEAD /health HTTP/1.1",
          "GET /tools HTTP/1.1",
          "GET /metrics HTTP/1.1",
          "GET /openapi.json HTTP/1.1",
          "OPTIONS * HTTP/1.1",
          "CONNECT x:1 HTTP/1.1",
          "TRACE / HTTP/1.1",
          "GET http://x/health HTTP/1.1",
          "GET /\uD83D\uDE00 HTTP/1.1",
          "POST /rollout HTTP/2.0",
          "POST /rollout");

  private final Random random;

  MutatedRequests(long seed) {
    this.random = new Random(seed);
  }

  /** The next one, whole: nothing more has to come for an answer. */
  byte[] next() {
    String line = random.nextInt(3) == 0 ? pick(LINES) : LINES.getFirst();
    byte[] body = body();
    String headers =
        random.nextInt(3) == 0
            ? IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(i -> pick(HEADERS) + "\r\n")
                .collect(Collectors.joining())
            : "";
    String head =
        line + "\r\nHost: x\r\nContent-Length: " + body.length + "\r\n" + headers + "\r\n";
    byte[] request = joined(head.getBytes(StandardCharsets.UTF_8), body);
    return random.nextInt(4) == 0 ? scrambled(request) : request;
  }

  private byte[] body() {
    String text = BODY;
    for (int i = random.nextInt(4); i > 0; i--) {
      text = changed(text);
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return random.nextInt(4) == 0 ? scrambled(bytes) : bytes;
  }

  /** Another value, a value twice, or an end too early. */
  private String changed(String text) {
    List<Integer> colons =
        IntStream.range(0, text.length()).filter(i -> text.charAt(i) == ':').boxed().toList();
    if (colons.isEmpty()) {
      return text;
    }
    int at = colons.get(random.nextInt(colons.size())) + 1;
    return switch (random.nextInt(4)) {
      case 0 -> text.substring(0, at);
      case 1 -> text.substring(0, at) + pick(VALUES) + ",\"x\":" + text.substring(at);
      case 2 -> text.substring(0, at) + pick(VALUES) + text.substring(at);
      default -> text.substring(0, at) + pick(VALUES) + "}";
    };
  }

  private byte[] scrambled(byte[] bytes) {
    byte[] changed = bytes.clone();
    for (int i = 1 + random.nextInt(4); i > 0 && changed.length > 0; i--) {
      int at = random.nextInt(changed.length);
      switch (random.nextInt(3)) {
        case 0 -> changed[at] = (byte) random.nextInt(256);
        case 1 -> changed[at] ^= (byte) (1 << random.nextInt(8));
        default -> changed = Arrays.copyOf(changed, at);
      }
    }
    return changed;
  }

  private String pick(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}

package dev.rolloutserver.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.json.Json;
import dev.rolloutserver.json.JsonLimits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Replays what FastAPI answered; etc/scripts/record-validation.py recorded it. */
class RecordedValidationTest {
  private static final List<Object> BODY = List.of("body");
  private static final List<Object> KEY = List.of("body", "callback_api_key");

  private static final String MISSING =
      "422 [{\"type\":\"missing\",\"loc\":[\"body\"],\"msg\":\"Field required\",\"input\":null}]";
  private static final String UNREADABLE = "400 \"There was an error parsing the body\"";

  /** How the answer begins where ours is another on purpose. */
  private static final Map<String, String> ON_PURPOSE =
      Map.of(
          // older FastAPI said so, and the protocol does
          "null", MISSING,
          // JSON is UTF-8
          "surrogate in UTF-8", UNREADABLE,
          "UTF-16 with a mark", UNREADABLE,
          "UTF-16", "422 [{\"type\":\"json_invalid\"",
          "UTF-32", "422 [{\"type\":\"json_invalid\"",
          // FastAPI answers 400 without a reason
          "4301 digits", "422 [{\"type\":\"json_invalid\"",
          "100000 deep", "422 [{\"type\":\"json_invalid\"");

  private static final List<Map<?, ?>> LINES = lines();

  @Test
  void requests_recordedFromFastApi_areAnsweredAlike() {
    List<String> differences = new ArrayList<>();
    for (Map<?, ?> line : LINES) {
      String note = String.valueOf(line.get("note"));
      String expected = expected(line);
      String actual = answer(line);
      String onPurpose = ON_PURPOSE.get(note);
      boolean alike =
          onPurpose == null
              ? actual.equals(expected) || note.equals("lone surrogate")
              : actual.startsWith(onPurpose);
      if (!alike) {
        differences.add(
            note
                + ": "
                + Json.text(line.get("body"))
                + " of type "
                + line.get("content_type")
                + "\n expected "
                + expected
                + "\n but was  "
                + actual);
      }
    }
    assertThat(LINES).hasSizeGreaterThan(1000);
    assertThat(differences).isEmpty();
  }

  /** FastAPI lets most of them in, and fails at writing the rest into its answer. */
  @Test
  void requests_withLoneSurrogates_areRefusedWhereTheyStand() {
    List<String> answers =
        LINES.stream()
            .filter(line -> "lone surrogate".equals(line.get("note")))
            .filter(line -> !String.valueOf(line.get("body")).contains("\"metadata\""))
            .map(line -> answer(line))
            .toList();

    assertThat(answers)
        .hasSizeGreaterThan(20)
        .allSatisfy(answer ->
            assertThat(answer)
                .matches("422 .*(string_unicode|list_type|model_attributes_type).*")
                .doesNotContain("\\ud800"));
  }

  private static String expected(Map<?, ?> line) {
    // with 500 FastAPI failed at writing what it had found
    String status = Objects.equals(line.get("status"), 500L) ? "422 " : line.get("status") + " ";
    return switch (line.get("detail")) {
      case null -> "200 " + Json.text(line.get("values"));
      case List<?> problems ->
          status + Json.text(problems.stream().map(p -> withoutSecrets((Map<?, ?>) p)).toList());
      case Object text -> status + Json.text(text);
    };
  }

  /** What may hold a key is not repeated, and long texts are cut. */
  private static Map<Object, @Nullable Object> withoutSecrets(Map<?, ?> problem) {
    Map<Object, @Nullable Object> kept = new LinkedHashMap<>(problem);
    Object loc = kept.get("loc");
    Object input = kept.get("input");
    boolean leftOut =
        switch (input) {
          case Map<?, ?> _ -> !"json_invalid".equals(kept.get("type"));
          case BigInteger number -> number.bitLength() > 4000;
          case String text -> BODY.equals(loc) || text.contains("\ud800");
          case null, default -> BODY.equals(loc) && input != null;
        };
    if (leftOut || KEY.equals(loc)) {
      kept.remove("input");
    } else if (input instanceof String text && text.length() > 1000) {
      kept.put("input", text.substring(0, 1000) + "…");
    }
    return kept;
  }

  private static String answer(Map<?, ?> line) {
    byte[] body =
        line.get("body") instanceof String text
            ? text.getBytes(StandardCharsets.UTF_8)
            : Base64.getDecoder().decode(String.valueOf(line.get("base64")));
    try {
      String contentType = (String) line.get("content_type");
      return "200 "
          + Json.text(values(RolloutRequest.read(body, contentType, RequestLimits.DEFAULT)));
    } catch (InvalidRequest e) {
      Map<?, ?> answer = (Map<?, ?>) Json.read(e.body(), JsonLimits.DEFAULT);
      return e.status() + " " + Json.text(Objects.requireNonNull(answer).get("detail"));
    }
  }

  private static Map<String, @Nullable Object> values(RolloutRequest request) {
    SamplingParams params = request.samplingParams();
    Map<String, @Nullable Object> sampling = new LinkedHashMap<>();
    sampling.put("temperature", params.temperature());
    sampling.put("top_p", params.topP());
    sampling.put("max_tokens", params.maxTokens());
    sampling.put("stop", params.stop());
    sampling.put("logprobs", params.logprobs());
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("rollout_id", request.rolloutId());
    values.put("server_url", request.serverUrl());
    values.put("sampling_params", sampling);
    values.put("tokenizer_name", request.tokenizerName());
    values.put("tokenizer_revision", request.tokenizerRevision());
    values.put("max_turns", request.maxTurns());
    values.put("max_tokens_total", request.maxTokensTotal());
    values.put("tool_server_url", request.toolServerUrl());
    values.put("roles", request.messages().stream().map(message -> message.role()).toList());
    return values;
  }

  private static List<Map<?, ?>> lines() {
    List<Map<?, ?>> lines = new ArrayList<>();
    try (InputStream stream =
            Objects.requireNonNull(
                RecordedValidationTest.class.getResourceAsStream("validation-cases.jsonl.gz"));
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(stream), StandardCharsets.UTF_8))) {
      reader.lines().forEach(line -> lines.add((Map<?, ?>) Json.read(line, JsonLimits.DEFAULT)));
      return lines;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}

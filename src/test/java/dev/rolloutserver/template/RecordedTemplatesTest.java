package dev.rolloutserver.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Small templates with what Jinja2 made of them, recorded by scripts in etc/scripts. */
class RecordedTemplatesTest {
  @Test
  void render_edgeCases_isWhatJinjaRenders() throws IOException {
    List<String> lines = RecordedLines.ofResource("edge-cases.jsonl");
    Map<String, Object> context =
        RecordedCase.map(RecordedCase.object(lines.getFirst()).get("edge_context"));
    List<String> differences = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      RecordedCase recorded = RecordedCase.parse(line);
      if (!recorded.has("unstable")) {
        recorded
            .difference(recorded.text("template"), ChatTemplate::compile, context)
            .ifPresent(differences::add);
      }
    }

    assertThat(differences).isEmpty();
    assertThat(lines).hasSize(560);
  }

  @Test
  void render_randomTemplates_isWhatJinjaRenders() throws IOException {
    List<String> lines = RecordedLines.ofResource("recorded-templates.jsonl.gz");
    List<String> differences = new ArrayList<>();
    for (String line : lines) {
      RecordedCase recorded = RecordedCase.parse(line);
      recorded
          .difference(recorded.text("template"), ChatTemplate::compile, recorded.variables())
          .ifPresent(differences::add);
    }

    assertThat(differences).isEmpty();
    assertThat(lines).hasSizeGreaterThan(2900);
  }

  /** Every difference that the fuzzer ever found. */
  @TestFactory
  Stream<DynamicTest> pastDifferences() throws IOException {
    return RecordedLines.ofResource("past-differences.jsonl").stream()
        .map(RecordedCase::parse)
        .map(recorded ->
            DynamicTest.dynamicTest(
                recorded.text("name"),
                () ->
                    assertThat(
                            recorded.difference(
                                recorded.text("template"),
                                ChatTemplate::compile,
                                recorded.variables()))
                        .isEmpty()));
  }
}

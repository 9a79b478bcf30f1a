package dev.rolloutserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every threat of docs/SECURITY.md has a proof, and every proof exists. */
class SecurityPageTest {
  private static final Pattern PROOF =
      Pattern.compile("`(?:(?<test>\\w+(?:Test|IT))(?:#(?<method>\\w+))?|(?<script>etc/\\S+))`");

  /** The rows of the table of threats. */
  static List<String> threats() throws IOException {
    String page = Files.readString(Path.of("docs/SECURITY.md"));
    String table = page.substring(page.indexOf("\n## Threats\n"));
    return table.lines().filter(line -> line.startsWith("| ")).skip(2).toList();
  }

  @Test
  void page_hasThreats() throws IOException {
    assertThat(threats()).hasSizeGreaterThan(30);
  }

  @ParameterizedTest
  @MethodSource("threats")
  void threat_hasProofs_whichExist(String row) throws IOException {
    String[] cells = row.split(" \\| ", -1);
    assertThat(cells).hasSize(4);
    List<MatchResult> proofs = PROOF.matcher(cells[3]).results().toList();

    assertThat(proofs).isNotEmpty();
    assertThat(PROOF.matcher(cells[3]).replaceAll("")).matches("[, ]*\\|");
    for (MatchResult proof : proofs) {
      if (proof.group("script") != null) {
        assertThat(Path.of(proof.group("script"))).isExecutable();
      } else {
        assertThat(source(proof.group("test")))
            .contains("class " + proof.group("test"))
            .contains(proof.group("method") == null ? "" : " " + proof.group("method") + "(");
      }
    }
  }

  private static String source(String test) throws IOException {
    try (Stream<Path> sources = Files.walk(Path.of("src/test/java"))) {
      List<Path> found = sources.filter(file -> file.endsWith(test + ".java")).toList();
      assertThat(found).as(test).hasSize(1);
      return Files.readString(found.getFirst());
    }
  }
}

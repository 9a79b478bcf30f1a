package dev.rolloutserver.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.hub.HubSettings;
import dev.rolloutserver.outbound.OutboundSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PreloadCommandTest {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
  private static final String SHA_256_OF_BRACES =
      "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

  private static final OutboundSettings OUTBOUND =
      new OutboundSettings(Duration.ofSeconds(5), 1 << 20);

  @TempDir private Path cache;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void preload_modelsThatAreThere_printsALineEach() throws IOException {
    cached("acme/tiny", "main");
    cached("solo", "v1");

    assertThat(preload("acme/tiny", "solo@v1")).isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "acme/tiny " + COMMIT + " 2 " + SHA_256_OF_BRACES,
            "solo " + COMMIT + " 2 " + SHA_256_OF_BRACES);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void preload_oneThatIsNotThere_failsAfterTheOthers() throws IOException {
    cached("acme/tiny", "main");

    assertThat(preload("acme/none", "acme/tiny", "acme/tiny@v2")).isEqualTo(1);
    assertThat(out.toString().lines()).hasSize(1);
    assertThat(err.toString().lines())
        .containsExactly(
            "Model acme/none at main is not in the cache, and downloading is off",
            "Model acme/tiny at v2 is not in the cache, and downloading is off");
  }

  @Test
  void preload_cacheThatIsAFile_namesTheFile() throws IOException {
    Files.delete(cache);
    Files.writeString(cache, "");

    assertThat(preload("acme/tiny")).isEqualTo(1);
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("Model acme/tiny at main: the cache of models cannot be read")
        .contains(cache.toString());
  }

  @Test
  void preload_nothing_isAWrongCommandLine() {
    assertThat(preload()).isEqualTo(2);
  }

  private void cached(String name, String revision) throws IOException {
    Path repository = cache.resolve("models--" + name.replace("/", "--"));
    Path snapshot = Files.createDirectories(repository.resolve("snapshots").resolve(COMMIT));
    Files.writeString(snapshot.resolve("tokenizer.json"), "{}");
    Files.createDirectories(repository.resolve("refs"));
    Files.writeString(repository.resolve("refs").resolve(revision), COMMIT);
  }

  private int preload(String... arguments) {
    HubSettings settings =
        new HubSettings(
            Optional.empty(),
            cache,
            URI.create("http://127.0.0.1:1"),
            Optional.empty(),
            true,
            true,
            1000,
            Duration.ofSeconds(10));
    return new CommandLine(new PreloadCommand(() -> settings, () -> OUTBOUND))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setParameterExceptionHandler(new WrongUsage())
        .execute(arguments);
  }
}

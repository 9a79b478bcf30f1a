package dev.rolloutserver.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rolloutserver.SharedData;
import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.hub.HubException.Kind;
import dev.rolloutserver.outbound.OutboundHttp;
import dev.rolloutserver.outbound.OutboundSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found without the hub. */
class HubTest {
  private static final String NAME = "acme/tiny";

  private final OutboundHttp http =
      new OutboundHttp(new OutboundSettings(Duration.ofSeconds(5), 1000));

  @TempDir private Path folder;
  private Path local = Path.of("");
  private Path cache = Path.of("");

  @BeforeEach
  void folders() throws IOException {
    local = Files.createDirectories(folder.resolve("local"));
    cache = Files.createDirectories(folder.resolve("cache"));
  }

  @AfterEach
  void close() {
    http.close();
  }

  @Test
  void find_inLocalFolderAndCache_isTheLocalOne() throws IOException {
    ModelFixture.write(local.resolve(NAME));
    ModelFixture.write(ModelFixture.snapshot(cache, NAME, "main"));

    ModelFiles files = find(NAME, "main");

    assertThat(files.revision()).isEqualTo("local");
    assertThat(files.tokenizer()).asString().isEqualTo(ModelFixture.TOKENIZER);
    assertThat(files.templates()).containsOnly(Map.entry("default", "of config"));
  }

  @Test
  void find_localFolderWithoutTokenizer_isTheCachedOne() throws IOException {
    ModelFixture.write(local.resolve(NAME), "tokenizer_config.json", "{}");
    ModelFixture.write(ModelFixture.snapshot(cache, NAME, "main"));

    assertThat(find(NAME, null).revision()).isEqualTo(ModelFixture.COMMIT);
  }

  @Test
  void find_absolutePathInsideTheLocalFolder_isFound() throws IOException {
    ModelFixture.write(local.resolve("deep/er/tiny"));
    String name = local.resolve("deep/er/tiny").toString();

    assertThat(find(name, null).name()).isEqualTo(name);
  }

  @Test
  void find_absolutePathElsewhere_isInvalid() throws IOException {
    ModelFixture.write(folder.resolve("elsewhere"));

    assertInvalid(folder.resolve("elsewhere").toString());
    assertInvalid(folder.resolve("nowhere").toString());
    assertInvalid(local + "/../elsewhere");
    assertInvalid("/etc");
  }

  @Test
  void find_linkOutOfTheLocalFolder_isInvalid() throws IOException {
    ModelFixture.write(folder.resolve("elsewhere"));
    Files.createSymbolicLink(local.resolve("linked"), folder.resolve("elsewhere"));
    ModelFixture.write(local.resolve("part"), "tokenizer_config.json", "{}");
    Files.createSymbolicLink(
        local.resolve("part/tokenizer.json"), folder.resolve("elsewhere/tokenizer.json"));

    assertInvalid("linked");
    assertInvalid(local.resolve("linked").toString());
    assertInvalid("part");
  }

  @Test
  void find_linkWithinTheLocalFolder_isFound() throws IOException {
    ModelFixture.write(local.resolve("blobs"));
    Files.createSymbolicLink(local.resolve("linked"), local.resolve("blobs"));

    assertThat(find("linked", null).revision()).isEqualTo("local");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "a/b/c", "/", "a/", "/a", "../a", "a/..", "a..b", "a--b", "-a", "a-", ".a", "a.",
        "a.git", "a b", "a\nb", "a\0b", "é", "a/b\n"
      })
  void find_wrongName_isInvalid(String name) {
    assertInvalid(name);
  }

  @Test
  void find_nameLength_isBounded() throws IOException {
    String longest = "a".repeat(96);
    ModelFixture.write(ModelFixture.snapshot(cache, "o/" + longest, "main"));

    assertThat(find("o/" + longest, null).revision()).isEqualTo(ModelFixture.COMMIT);
    assertInvalid("o/" + longest + "a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "/", "a//b", "/a", "a/", "..", "a/../b", ".", "a/.b", "a b", "a\nb", "a\0b", "a\\b", "é"
      })
  void find_wrongRevision_isInvalid(String revision) {
    assertThat(failure(NAME, revision).kind()).isEqualTo(Kind.INVALID_NAME);
  }

  @Test
  void find_revisionLength_isBounded() {
    assertThat(failure(NAME, "r".repeat(255)).kind()).isEqualTo(Kind.OFFLINE);
    assertThat(failure(NAME, "r".repeat(256)).kind()).isEqualTo(Kind.INVALID_NAME);
  }

  @ParameterizedTest
  @CsvSource({"main,main", ",main", "v1.0,v1.0", "refs/pr/1,refs/pr/1"})
  void find_revision_isLookedUpInTheCache(@Nullable String asked, String cached)
      throws IOException {
    ModelFixture.write(ModelFixture.snapshot(cache, NAME, cached));

    assertThat(find(NAME, asked).revision()).isEqualTo(ModelFixture.COMMIT);
  }

  @Test
  void find_commit_needsNoReference() throws IOException {
    ModelFixture.write(ModelFixture.snapshot(cache, NAME, "other"));

    assertThat(find(NAME, ModelFixture.COMMIT).revision()).isEqualTo(ModelFixture.COMMIT);
    assertThat(failure(NAME, "main").kind()).isEqualTo(Kind.OFFLINE);
  }

  @Test
  void find_referenceThatIsAPath_isNotFollowed() throws IOException {
    ModelFixture.write(folder.resolve("elsewhere"));
    ModelFixture.write(cache, "models--acme--tiny/refs/main", "../../../elsewhere");

    assertThat(failure(NAME, null).kind()).isEqualTo(Kind.OFFLINE);
  }

  @Test
  void find_notCachedAndOffline_saysSo() {
    HubException failure = failure(NAME, "v2");

    assertThat(failure.kind()).isEqualTo(Kind.OFFLINE);
    assertThat(failure.permanent()).isFalse();
    assertThat(failure)
        .hasMessage("Model acme/tiny at v2 is not in the cache, and downloading is off");
  }

  @Test
  void find_cacheThatIsAFile_isOneSentenceWithoutPaths() throws IOException {
    Files.delete(cache);
    Files.writeString(cache, "");

    HubException failure = failure(NAME, null);

    assertThat(failure.kind()).isEqualTo(Kind.CACHE);
    assertThat(failure)
        .hasMessage("Model acme/tiny at main: the cache of models cannot be read")
        .hasRootCauseInstanceOf(IOException.class);
  }

  @Test
  void find_tokenizerOverTheLimit_isTooLarge() throws IOException {
    ModelFixture.write(local.resolve("exact"), "tokenizer.json", "x".repeat(1000));
    ModelFixture.write(local.resolve("more"), "tokenizer.json", "x".repeat(1001));

    assertThat(find("exact", null).tokenizer()).hasSize(1000);
    assertThat(failure("more", null).kind()).isEqualTo(Kind.TOO_LARGE);
    assertThat(failure("more", null))
        .hasMessage("Model more: tokenizer.json is longer than 1000 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"auto_map\":{\"AutoTokenizer\":[\"x.Y\",null]}}",
        "{\"auto_map\":[\"x.Y\",null]}"
      })
  void find_declaredCode_isRefusedWhereNotTrusted(String config) throws IOException {
    ModelFixture.write(local.resolve(NAME));
    ModelFixture.write(local.resolve(NAME), "tokenizer_config.json", config);

    HubException failure =
        catchThrowableOfType(HubException.class, () -> hub(false).find(NAME, null, deadline()));

    assertThat(failure.kind()).isEqualTo(Kind.REMOTE_CODE);
    assertThat(find(NAME, null).config()).containsKey("auto_map");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"auto_map\":null}", "{\"auto_map\":{}}"})
  void find_noDeclaredCode_isAcceptedEverywhere(String config) throws IOException {
    ModelFixture.write(local.resolve(NAME));
    ModelFixture.write(local.resolve(NAME), "tokenizer_config.json", config);

    assertThat(hub(false).find(NAME, null, deadline()).revision()).isEqualTo("local");
  }

  @ParameterizedTest
  @CsvSource({
    "Qwen/Qwen3-8B,a1de58e2833d77bb504a8e430b1b25d359912a98",
    "deepseek-ai/DeepSeek-V3,aed34674b3c06a0595005dea2a116b7157cecfcb"
  })
  void find_realModelInTheSharedCache_isRead(String name, String commit) {
    Hub hub = new Hub(settings(Optional.empty(), SharedData.path("hub"), false, 1 << 30), http);

    ModelFiles files = hub.find(name, null, deadline());

    assertThat(files.revision()).isEqualTo(commit);
    assertThat(files.tokenizer()).hasSizeGreaterThan(1_000_000);
    assertThat(files.templates()).containsOnlyKeys("default");
    assertThat(files.config()).containsKeys("eos_token", "pad_token");
  }

  private ModelFiles find(String name, @Nullable String revision) {
    return hub(true).find(name, revision, deadline());
  }

  private HubException failure(String name, @Nullable String revision) {
    return catchThrowableOfType(HubException.class, () -> find(name, revision));
  }

  private void assertInvalid(String name) {
    assertThat(failure(name, null).kind()).as(name).isEqualTo(Kind.INVALID_NAME);
  }

  private Hub hub(boolean trusting) {
    return new Hub(settings(Optional.of(local), cache, trusting, 1000), http);
  }

  private static HubSettings settings(
      Optional<Path> local, Path cache, boolean trusting, long maxBytes) {
    return new HubSettings(
        local,
        cache,
        URI.create("http://127.0.0.1:1"),
        Optional.empty(),
        true,
        trusting,
        maxBytes,
        Duration.ofSeconds(10));
  }

  private static Deadline deadline() {
    return Deadline.after(Duration.ofSeconds(10));
  }
}

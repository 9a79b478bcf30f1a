package dev.rolloutserver.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rolloutserver.hub.FakeHub.Answer;
import dev.rolloutserver.hub.HubException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is downloaded, and what the cache looks like afterwards. */
class HubDownloadTest extends DownloadScene {
  @Test
  void find_notCached_downloadsAndReads() {
    ModelFiles files = find(null);

    assertThat(files.revision()).isEqualTo(FakeHub.COMMIT);
    assertThat(files.tokenizer()).asString().isEqualTo(TOKENIZER);
    assertThat(files.config()).containsEntry("bos_token", "<s>");
    assertThat(files.templates())
        .containsOnly(Map.entry("default", "of file"), Map.entry("tool_use", "with tools"));
  }

  @Test
  void find_download_leavesTheLayoutOfHuggingfaceHub() throws IOException {
    find("main");

    String model = "models--acme--tiny/";
    String snapshot = model + "snapshots/" + FakeHub.COMMIT + "/";
    assertThat(tree())
        .containsExactlyInAnyOrder(
            model + "refs/main = " + FakeHub.COMMIT,
            model + ".no_exist/" + FakeHub.COMMIT + "/special_tokens_map.json = ",
            model + "blobs/" + FakeHub.etag(TOKENIZER),
            model + "blobs/" + FakeHub.etag(CONFIG),
            model + "blobs/" + FakeHub.etag("of file"),
            model + "blobs/" + FakeHub.etag("with tools"),
            snapshot + "tokenizer.json -> ../../blobs/" + FakeHub.etag(TOKENIZER),
            snapshot + "tokenizer_config.json -> ../../blobs/" + FakeHub.etag(CONFIG),
            snapshot + "chat_template.jinja -> ../../blobs/" + FakeHub.etag("of file"),
            snapshot
                + "additional_chat_templates/tool_use.jinja -> ../../../blobs/"
                + FakeHub.etag("with tools"),
            ".locks/models--acme--tiny/" + FakeHub.etag(TOKENIZER) + ".lock",
            ".locks/models--acme--tiny/" + FakeHub.etag(CONFIG) + ".lock",
            ".locks/models--acme--tiny/" + FakeHub.etag("of file") + ".lock",
            ".locks/models--acme--tiny/" + FakeHub.etag("with tools") + ".lock");
  }

  @Test
  void find_cached_asksNobody() {
    find(null);
    int asked = hub.asked.size();

    assertThat(find(null).revision()).isEqualTo(FakeHub.COMMIT);
    assertThat(find(FakeHub.COMMIT).revision()).isEqualTo(FakeHub.COMMIT);
    assertThat(hub.asked).hasSize(asked);
  }

  @Test
  void find_everyFile_isOfTheCommitThatTheRevisionMeant() {
    find(null);

    assertThat(hub.lines().getFirst()).isEqualTo("HEAD /acme/tiny/resolve/main/tokenizer.json");
    assertThat(hub.lines().stream().skip(1)).allMatch(line -> line.contains(FakeHub.COMMIT));
  }

  @Test
  void find_branchWithSlashes_isOnePartOfTheUrl() throws IOException {
    hub.revisions.put("refs/pr/1", FakeHub.COMMIT);

    assertThat(find("refs/pr/1").revision()).isEqualTo(FakeHub.COMMIT);
    assertThat(hub.lines().getFirst())
        .isEqualTo("HEAD /acme/tiny/resolve/refs%2Fpr%2F1/tokenizer.json");
    assertThat(cache.resolve("models--acme--tiny/refs/refs/pr/1")).hasContent(FakeHub.COMMIT);
  }

  @Test
  void find_redirectToAnotherHost_isFollowedWithoutTheToken() {
    hub.contentHost = store.uri().toString().replace("127.0.0.1", "localhost");

    assertThat(find(null).tokenizer()).asString().isEqualTo(TOKENIZER);

    assertThat(hub.asked).allMatch(request -> "Bearer secret".equals(authorization(request)));
    assertThat(store.lines())
        .containsExactly("GET /content/tokenizer.json?key=a%2Fb%20c~&expires=1");
    assertThat(store.asked).allMatch(request -> authorization(request) == null);
    assertThat(cache.resolve("models--acme--tiny/blobs/" + FakeHub.etag(TOKENIZER))).exists();
  }

  @Test
  void find_redirectWithinTheHub_isFollowedWithTheToken() {
    hub.wish =
        request ->
            request.target().startsWith("/acme/old/")
                ? Optional.of(
                    Answer.of(
                        307, Map.of("Location", request.target().replace("/old/", "/tiny/")), ""))
                : Optional.empty();

    ModelFiles files = hub(settings(1_000_000)).find("acme/old", null, deadline());

    assertThat(files.tokenizer()).asString().isEqualTo(TOKENIZER);
    assertThat(hub.asked).allMatch(request -> "Bearer secret".equals(authorization(request)));
  }

  @Test
  void find_redirectThatTellsNoSize_isFollowedToTheSize() {
    hub.wish =
        request ->
            request.target().endsWith("/tokenizer.json")
                ? Optional.of(
                    Answer.of(
                        307,
                        Map.of(
                            "X-Repo-Commit",
                            FakeHub.COMMIT,
                            "X-Linked-Etag",
                            "\"" + FakeHub.etag(TOKENIZER) + "\"",
                            "Location",
                            request.target() + "?cached=1"),
                        "Redirecting"))
                : Optional.empty();

    assertThat(find(null).tokenizer()).asString().isEqualTo(TOKENIZER);
  }

  @ParameterizedTest
  @CsvSource({"5,true", "6,false"})
  void find_redirects_areBounded(int redirects, boolean found) {
    hub.wish =
        request -> {
          int hop = request.target().lastIndexOf("?hop=");
          int number = hop < 0 ? 0 : Integer.parseInt(request.target().substring(hop + 5));
          return number < redirects && request.target().startsWith("/acme")
              ? Optional.of(Answer.of(302, Map.of("Location", "?hop=" + (number + 1)), ""))
              : Optional.empty();
        };

    if (found) {
      assertThat(find(null).revision()).isEqualTo(FakeHub.COMMIT);
    } else {
      assertThat(failure().kind()).isEqualTo(Kind.NETWORK);
      assertThat(failure()).hasMessageContaining("more than 5 redirects");
    }
  }

  @Test
  void find_redirectToNoWebAddress_isRefused() {
    hub.wish = request -> Optional.of(Answer.of(302, Map.of("Location", "file:///etc/x"), ""));

    assertThat(failure().kind()).isEqualTo(Kind.NETWORK);
  }

  @ParameterizedTest
  @CsvSource({
    "401,FORBIDDEN,true",
    "403,FORBIDDEN,true",
    "404,NOT_FOUND,true",
    "400,NETWORK,false",
    "429,NETWORK,false",
    "500,NETWORK,false",
    "503,NETWORK,false"
  })
  void find_refusal_hasItsKind(int status, Kind kind, boolean permanent) throws IOException {
    hub.wish = request -> Optional.of(Answer.of(status, Map.of(), "no"));

    HubException failure = failure();

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.permanent()).isEqualTo(permanent);
    assertThat(failure)
        .hasMessageStartingWith("Model acme/tiny at main ")
        .message()
        .doesNotContain("secret", "127.0.0.1", cache.toString());
    assertThat(tree()).isEmpty();
  }

  @Test
  void find_unknownRevision_isNotFound() {
    HubException failure = catchThrowableOfType(HubException.class, () -> find("no-such-branch"));

    assertThat(failure.kind()).isEqualTo(Kind.NOT_FOUND);
    assertThat(failure).hasMessageContaining("acme/tiny at no-such-branch");
  }

  @Test
  void find_repositoryWithoutTokenizer_isNotFound() {
    hub.files.remove("tokenizer.json");

    assertThat(failure().kind()).isEqualTo(Kind.NOT_FOUND);
    assertThat(failure()).hasMessageContaining("has no tokenizer.json");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 429, 500})
  void find_refusedTemplates_areNoReasonToGoOnWithout(int status) throws IOException {
    hub.wish =
        request ->
            request.target().startsWith("/api")
                ? Optional.of(Answer.of(status, Map.of(), ""))
                : Optional.empty();

    if (status == 401) {
      assertThat(find(null).templates()).containsOnlyKeys("default");
    } else {
      assertThat(failure().kind()).isEqualTo(Kind.NETWORK);
      assertThat(tree()).isEmpty();
    }
  }

  @Test
  void find_hubThatDoesNotKnowHead_isAskedWithGet() {
    hub.wish =
        request ->
            request.method().equals("HEAD")
                ? Optional.of(Answer.of(405, Map.of(), ""))
                : Optional.empty();

    assertThat(find(null).tokenizer()).asString().isEqualTo(TOKENIZER);
  }

  @Test
  void find_connectionCutAndCutAgain_laterGoesOnWhereItEnded() throws IOException {
    hub.wish =
        request ->
            request.target().equals(FILE) && request.method().equals("GET")
                ? Optional.of(hub.usual(request).cutAfter(10_000))
                : Optional.empty();
    HubException failure = failure();
    hub.wish = request -> Optional.empty();

    assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
    assertThat(failure).hasMessageContaining("the connection broke 5 times");
    assertThat(tree()).noneMatch(line -> line.contains("tokenizer.json"));
    assertThat(find(null).tokenizer()).asString().isEqualTo(TOKENIZER);
    assertThat(ranges()).last().isEqualTo("bytes=50000-");
  }

  @Test
  void find_contentThatChangesBetweenHeadAndGet_isRefused() throws IOException {
    wishOnce("GET " + FILE, answer -> Answer.of(200, Map.of("ETag", "\"other\""), answer.body()));

    HubException failure = failure();

    assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
    assertThat(failure).hasMessageContaining("changed while it was downloaded");
  }

  @Test
  void find_hubThatNobodyServes_isNetwork() {
    HubException failure =
        catchThrowableOfType(
            HubException.class, () -> hub(unserved()).find(NAME, null, deadline()));

    assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
    assertThat(failure)
        .hasMessage("Model acme/tiny at main cannot be downloaded: the hub cannot be reached");
    assertThat(failure.detail()).contains("http://127.0.0.1:1/acme/tiny/", "refused");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../../evil", "..", "a/b", ".hidden", ""})
  void find_etagOrCommitThatIsAPath_isRefused(String name) throws IOException {
    hub.wish =
        request -> Optional.of(Answer.of(200, Map.of("X-Repo-Commit", "c", "ETag", name), "x"));
    assertThat(failure()).hasMessageContaining("no usable ETag");
    hub.wish =
        request -> Optional.of(Answer.of(200, Map.of("X-Repo-Commit", name, "ETag", "e"), "x"));
    assertThat(failure()).hasMessageContaining("no usable commit");

    assertThat(tree()).isEmpty();
  }

  @Test
  void find_cachedTokenizerWithoutTemplate_fetchesTheRestOfThatCommit() throws IOException {
    Path snapshot = cache.resolve("models--acme--tiny/snapshots/" + FakeHub.COMMIT);
    ModelFixture.write(cache, "models--acme--tiny/refs/main", FakeHub.COMMIT);
    ModelFixture.write(snapshot, "tokenizer.json", "{\"mine\":1}");

    ModelFiles files = find(null);

    assertThat(files.tokenizer()).asString().isEqualTo("{\"mine\":1}");
    assertThat(files.templates()).containsKey("default");
    assertThat(hub.lines()).allMatch(line -> line.contains(FakeHub.COMMIT));
  }

  @Test
  void find_cachedTokenizerWithoutTemplateAndNoHub_isUsedAsItIs() throws IOException {
    ModelFixture.write(
        ModelFixture.snapshot(cache, NAME, "main"), "tokenizer.json", "{\"mine\":1}");

    assertThat(hub(unserved()).find(NAME, null, deadline()).templates()).isEmpty();
  }

  @Test
  void find_cachedTokenizerWithoutTemplate_isCompleteWhereThatIsKnown() throws IOException {
    ModelFixture.write(ModelFixture.snapshot(cache, NAME, "main"), "tokenizer.json", "{}");
    Path absent = cache.resolve("models--acme--tiny/.no_exist/" + ModelFixture.COMMIT);
    ModelFixture.write(absent, "tokenizer_config.json", "");
    ModelFixture.write(absent, "chat_template.jinja", "");

    assertThat(find(null).templates()).isEmpty();
    assertThat(hub.asked).isEmpty();
  }

  @Test
  void find_cacheThatCannotBeWritten_isOneSentenceWithoutPaths() throws IOException {
    Files.writeString(cache.resolve(".locks"), "");

    HubException failure = failure();

    assertThat(failure.kind()).isEqualTo(Kind.CACHE);
    assertThat(failure)
        .hasMessage("Model acme/tiny at main: the cache of models cannot be written");
  }
}

package dev.rolloutserver.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.hub.FakeHub.Answer;
import dev.rolloutserver.hub.FakeHub.Asked;
import dev.rolloutserver.hub.HubException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Downloads that are cut, stall, change, are too large or happen twice at once. */
class HubResumeTest extends DownloadScene {
  @Test
  void find_connectionCutInTheMiddle_goesOnWhereItEnded() throws IOException {
    wishOnce("GET " + FILE, answer -> answer.cutAfter(70_000));

    assertThat(find(null).tokenizer()).asString().isEqualTo(TOKENIZER);
    assertThat(ranges()).containsExactly("none", "bytes=70000-");
    assertThat(tree()).noneMatch(line -> line.contains("incomplete"));
  }

  @Test
  void find_partOfAnotherContent_isNotUsed() throws IOException {
    wishOnce("GET " + FILE, answer -> answer.stallingAfter(1000));
    HubException cut =
        catchThrowableOfType(
            HubException.class,
            () -> hub(settings(1_000_000)).find(NAME, null, Deadline.after(Duration.ofSeconds(2))));
    assertThat(cut.kind()).isEqualTo(Kind.NETWORK);
    String other = TOKENIZER.replace('x', 'y');
    hub.files.put("tokenizer.json", other);

    assertThat(find(null).tokenizer()).asString().isEqualTo(other);
    assertThat(ranges()).containsExactly("none", "none");
  }

  @Test
  void find_serverThatIgnoresRanges_isReadFromTheStart() throws IOException {
    Map<String, Boolean> cut = new ConcurrentHashMap<>();
    hub.wish =
        request -> {
          if (!request.target().equals(FILE) || !request.method().equals("GET")) {
            return Optional.empty();
          }
          Answer whole = hub.usual(new Asked("GET", FILE, Map.of()));
          return Optional.of(cut.putIfAbsent(FILE, true) == null ? whole.cutAfter(500) : whole);
        };

    assertThat(find(null).tokenizer()).asString().isEqualTo(TOKENIZER);
  }

  @Test
  void find_fileLongerThanAnnounced_isRefused() {
    hub.wish =
        request ->
            request.method().equals("GET") && request.target().equals(FILE)
                ? Optional.of(
                    Answer.of(
                        200,
                        Map.of("ETag", "\"" + FakeHub.etag(TOKENIZER) + "\""),
                        TOKENIZER + "more"))
                : Optional.empty();

    assertThat(failure().kind()).isEqualTo(Kind.NETWORK);
    assertThat(failure()).hasMessageContaining("longer than the hub announced");
  }

  @Test
  void find_allFilesTogether_areBounded() {
    long exact = hub.files.values().stream().mapToLong(String::length).sum();

    HubException failure =
        catchThrowableOfType(
            HubException.class, () -> hub(settings(exact - 1)).find(NAME, null, deadline()));

    assertThat(failure.kind()).isEqualTo(Kind.TOO_LARGE);
    assertThat(failure).hasMessageContaining("larger than " + (exact - 1) + " bytes");
    assertThat(hub.lines()).noneMatch(line -> line.startsWith("GET /acme"));
    assertThat(hub(settings(exact)).find(NAME, null, deadline()).name()).isEqualTo(NAME);
  }

  @Test
  void find_serverThatStalls_endsAtTheDeadlineOfTheCaller() throws IOException {
    wishOnce("GET " + FILE, answer -> answer.stallingAfter(1000));

    HubException failure =
        catchThrowableOfType(
            HubException.class,
            () -> hub(settings(1_000_000)).find(NAME, null, Deadline.after(Duration.ofSeconds(2))));

    assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
    assertThat(failure).hasMessageContaining("did not answer in time");
  }

  @Test
  void find_serverThatStalls_endsAtTheTimeoutOfDownloads() throws IOException {
    wishOnce("GET " + FILE, answer -> answer.stallingAfter(1000));

    HubException failure =
        catchThrowableOfType(
            HubException.class,
            () ->
                hub(settings(hub.uri(), 1_000_000, Duration.ofSeconds(2)))
                    .find(NAME, null, Deadline.after(Duration.ofMinutes(10))));

    assertThat(failure.kind()).isEqualTo(Kind.NETWORK);
  }

  @Test
  void find_twoAtOnce_downloadOnce() throws Exception {
    Hub shared = hub(settings(1_000_000));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<ModelFiles>> found =
          Stream.generate(() -> threads.submit(() -> shared.find(NAME, null, deadline())))
              .limit(4)
              .toList();
      for (Future<ModelFiles> files : found) {
        assertThat(files.get().tokenizer()).asString().isEqualTo(TOKENIZER);
      }
    }

    assertThat(hub.lines()).filteredOn(("GET " + FILE)::equals).hasSize(1);
  }

  @Test
  void find_twoServersAtOnce_haveTheSameFiles() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<ModelFiles>> found =
          Stream.generate(() -> threads.submit(() -> find(null))).limit(4).toList();
      for (Future<ModelFiles> files : found) {
        assertThat(files.get().tokenizer()).asString().isEqualTo(TOKENIZER);
      }
    }
  }
}

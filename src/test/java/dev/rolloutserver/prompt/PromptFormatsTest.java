package dev.rolloutserver.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.hub.ModelFiles;
import dev.rolloutserver.prompt.PromptException.Kind;
import dev.rolloutserver.prompt.PromptFormats.Lease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PromptFormatsTest {
  private static final Duration TTL = Duration.ofSeconds(30);

  private final Models models = new Models();
  private final Events events = new Events();

  /** Stands still unless it is moved. */
  private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);

  @Test
  void lease_sameModelTwice_isLoadedOnce() {
    try (PromptFormats formats = formats(2);
        Lease first = lease(formats, "a");
        Lease second = lease(formats, "a")) {
      assertThat(second.format()).isSameAs(first.format());
      assertThat(models.asked).containsExactly("a@null");
      assertThat(events).containsExactly("miss", "loaded a", "hit");
    }
  }

  @Test
  void lease_mainAndNoRevision_areTheSame() {
    try (PromptFormats formats = formats(2)) {
      formats.lease("a", null, soon()).close();
      formats.lease("a", "main", soon()).close();
      formats.lease("a", "v2", soon()).close();

      assertThat(models.asked).containsExactly("a@null", "a@v2");
    }
  }

  @Test
  void loaded_twoModels_areReportedWithTheOneUsedLastAtTheEnd() {
    try (PromptFormats formats = formats(2)) {
      lease(formats, "a").close();
      lease(formats, "b").close();
      lease(formats, "a").close();

      assertThat(formats.loaded()).extracting(FormatReport::name).containsExactly("b", "a");
      FormatReport report = formats.loaded().getLast();
      assertThat(report.hits()).isEqualTo(1);
      assertThat(report.revision()).isEqualTo("0123abcd");
      assertThat(report.loadMillis()).isEqualTo(7);
      assertThat(report.tokenizerSha256()).isEqualTo(Sha256.of(TinyModel.tokenizer()));
      assertThat(report.templateSha256()).isEqualTo(Sha256.of(TinyModel.TEMPLATE));
    }
  }

  @Test
  void lease_moreModelsThanFit_theOneNotUsedForLongestGoes() {
    try (PromptFormats formats = formats(2)) {
      lease(formats, "a").close();
      lease(formats, "b").close();
      lease(formats, "a").close();
      lease(formats, "c").close();

      assertThat(formats.loaded()).extracting(FormatReport::name).containsExactly("a", "c");
      assertThat(events).contains("evicted b");
    }
  }

  @Test
  void leaseLoaded_findsWhatIsThere_loadsNothing_andKeepsItOnlyUntilItEnds() {
    try (PromptFormats formats = formats(1)) {
      assertThat(formats.leaseLoaded("a", null)).isEmpty();
      lease(formats, "a").close();

      Lease byName = formats.leaseLoaded("a", null).orElseThrow();
      Lease byCommit = formats.leaseLoaded("a", "0123abcd").orElseThrow();
      assertThat(formats.leaseLoaded("a", "other")).isEmpty();
      assertThat(byCommit.format()).isSameAs(byName.format());
      lease(formats, "b").close();
      assertThat(byName.format().encode("hello")).isNotEmpty();
      byName.close();
      byCommit.close();
      lease(formats, "c").close();

      assertThat(formats.loaded()).extracting(FormatReport::name).containsExactly("c");
      assertThat(models.asked).containsExactly("a@null", "b@null", "c@null");
    }
  }

  @Test
  void lease_allInUse_areKeptBeyondTheSizeUntilTheyEnd() {
    try (PromptFormats formats = formats(1)) {
      Lease a = lease(formats, "a");
      Lease b = lease(formats, "b");
      assertThat(formats.loaded()).hasSize(2);
      assertThat(a.format().encode("hello")).isNotEmpty();

      a.close();
      a.close();

      assertThat(formats.loaded()).extracting(FormatReport::name).containsExactly("b");
      assertThatIllegalStateException().isThrownBy(() -> a.format().encode("hello"));
      assertThat(b.format().encode("hello")).isNotEmpty();
      b.close();
      assertThat(formats.loaded()).hasSize(1);
    }
  }

  @Test
  void lease_closedTwice_doesNotEndTheUseOfAnother() {
    try (PromptFormats formats = formats(0)) {
      Lease first = lease(formats, "a");
      Lease second = lease(formats, "a");
      first.close();
      first.close();

      assertThat(second.format().encode("hello")).isNotEmpty();
      second.close();
      assertThatIllegalStateException().isThrownBy(() -> second.format().encode("hello"));
    }
  }

  @Test
  void lease_manyAtOnce_loadOnceWhileOthersGoOn() throws Exception {
    models.gate = new CountDownLatch(1);
    try (PromptFormats formats = formats(3);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<PromptFormat>> waiting = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        waiting.add(threads.submit(leasing(formats, "gated")));
      }
      assertThat(threads.submit(leasing(formats, "free")).get().name()).isEqualTo("free");

      models.gate.countDown();

      for (Future<PromptFormat> one : waiting) {
        assertThat(one.get()).isSameAs(waiting.getFirst().get());
      }
      assertThat(models.asked).containsExactlyInAnyOrder("gated@null", "free@null");
    }
  }

  @Test
  void lease_deadlinePasses_othersStillGetTheFormat() throws Exception {
    models.gate = new CountDownLatch(1);
    try (PromptFormats formats = formats(3);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<PromptFormat> patient = threads.submit(leasing(formats, "gated"));
      assertThatExceptionOfType(PromptException.class)
          .isThrownBy(() -> formats.lease("gated", null, Deadline.after(Duration.ofMillis(1))))
          .withMessage("The tokenizer 'gated' was not loaded in time")
          .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.TIMEOUT));

      models.gate.countDown();

      assertThat(patient.get().name()).isEqualTo("gated");
      assertThat(models.asked).containsExactly("gated@null");
    }
  }

  @Test
  void lease_everybodyGaveUp_whatIsLoadedIsKeptForTheNext() throws Exception {
    models.gate = new CountDownLatch(1);
    try (PromptFormats formats = formats(3)) {
      assertThatExceptionOfType(PromptException.class)
          .isThrownBy(() -> formats.lease("gated", null, Deadline.after(Duration.ZERO)));

      models.gate.countDown();

      lease(formats, "gated").close();
      assertThat(models.asked).containsExactly("gated@null");
    }
  }

  @Test
  void lease_interrupted_isGivenUpAndStaysInterrupted() throws Exception {
    models.gate = new CountDownLatch(1);
    try (PromptFormats formats = formats(3)) {
      List<Object> seen = new CopyOnWriteArrayList<>();
      Thread waiter =
          Thread.ofVirtual()
              .start(() -> {
                Thread.currentThread().interrupt();
                try {
                  lease(formats, "gated").close();
                } catch (PromptException e) {
                  seen.add(e.kind());
                  seen.add(Thread.currentThread().isInterrupted());
                }
              });
      waiter.join();
      models.gate.countDown();

      assertThat(seen).containsExactly(Kind.CANCELLED, true);
    }
  }

  @Test
  void lease_failedLoad_isRememberedForItsTimeOnly() {
    models.failing = true;
    try (PromptFormats formats = formats(2)) {
      assertThatExceptionOfType(PromptException.class)
          .isThrownBy(() -> lease(formats, "a"))
          .withMessage("The tokenizer 'a' cannot be loaded")
          .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.TOKENIZER));
      models.failing = false;
      now = now.plus(TTL).minusNanos(1);
      assertThatExceptionOfType(PromptException.class).isThrownBy(() -> lease(formats, "a"));
      assertThat(models.asked).hasSize(1);

      now = now.plusNanos(1);

      lease(formats, "a").close();
      assertThat(models.asked).hasSize(2);
      assertThat(events).containsExactly("miss", "failed a", "miss", "loaded a");
    }
  }

  @Test
  void lease_noChatTemplate_isRefused() {
    models.templates = Map.of();

    assertRefused("The tokenizer 'a' has no chat template", FormatSettings.plain("a"));
  }

  @Test
  void lease_noDefaultTemplate_isRefusedByTheNamesThereAre() {
    models.templates = Map.of("rag", "x", "other", "y");

    assertRefused(
        "The tokenizer 'a' has no default chat template, only other, rag",
        FormatSettings.plain("a"));
  }

  @Test
  void lease_brokenTemplate_isRefusedWithItsLine() {
    models.templates = Map.of("default", "a\n{% if %}");

    assertRefused(
        "The chat template of 'a' is not a template: Expected an expression, got 'end of statement"
            + " block' (line 2)",
        FormatSettings.plain("a"));
  }

  @Test
  void lease_templateOfTheSettings_replacesThatOfTheModel(@TempDir Path folder) throws IOException {
    Path template = Files.writeString(folder.resolve("mine.jinja"), "mine");
    FormatSettings own =
        new FormatSettings("a", Optional.of(template), Map.of(), true, false, Optional.empty());
    try (PromptFormats formats = formats(1, own);
        Lease lease = lease(formats, "a")) {
      assertThat(lease.format().templateSha256()).isEqualTo(Sha256.of("mine"));
    }
    assertRefused(
        "The template set for the tokenizer 'a' cannot be read",
        new FormatSettings(
            "a", Optional.of(folder.resolve("gone")), Map.of(), true, false, Optional.empty()));
  }

  @Test
  void lease_pinnedFingerprint_isAcceptedAndAnyOtherRefused() {
    String actual = Fingerprint.of(Sha256.of(TinyModel.tokenizer()), Sha256.of(TinyModel.TEMPLATE));
    for (String pinned : List.of(actual, "sha256:" + actual)) {
      try (PromptFormats formats = formats(1, pinned("a", pinned));
          Lease lease = lease(formats, "a")) {
        assertThat(lease.format().fingerprint()).isEqualTo(actual);
      }
    }
    assertRefused(
        "The tokenizer 'a' has the fingerprint " + actual + ", but 00ff is pinned",
        pinned("a", "00ff"));
  }

  @Test
  void close_withLeases_givesTheirMemoryBackWithTheLast() {
    PromptFormats formats = formats(2);
    Lease used = lease(formats, "a");
    Lease idle = lease(formats, "b");
    idle.close();

    formats.close();

    assertThatIllegalStateException().isThrownBy(() -> idle.format().encode("hello"));
    assertThat(used.format().encode("hello")).isNotEmpty();
    used.close();
    assertThatIllegalStateException().isThrownBy(() -> used.format().encode("hello"));
    assertThatIllegalStateException().isThrownBy(() -> lease(formats, "a"));
  }

  private void assertRefused(String message, FormatSettings settings) {
    try (PromptFormats formats = formats(1, settings)) {
      assertThatExceptionOfType(PromptException.class)
          .isThrownBy(() -> lease(formats, "a"))
          .withMessage(message)
          .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.TOKENIZER));
    }
  }

  private PromptFormats formats(int cacheSize, FormatSettings... settings) {
    return new PromptFormats(
        models, new PromptSettings(cacheSize, TTL, 2, 1 << 20, List.of(settings)), clock, events);
  }

  private static FormatSettings pinned(String name, String fingerprint) {
    return new FormatSettings(
        name, Optional.empty(), Map.of(), true, false, Optional.of(fingerprint));
  }

  private static Callable<PromptFormat> leasing(PromptFormats formats, String name) {
    return () -> {
      try (Lease lease = lease(formats, name)) {
        return lease.format();
      }
    };
  }

  private static Lease lease(PromptFormats formats, String name) {
    return formats.lease(name, null, soon());
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(30));
  }

  /** Models that are all alike. */
  private final class Models implements ModelSource {
    final List<String> asked = new CopyOnWriteArrayList<>();
    volatile CountDownLatch gate = new CountDownLatch(0);
    volatile boolean failing;
    volatile Map<String, String> templates = Map.of("default", TinyModel.TEMPLATE);

    @Override
    public ModelFiles find(String name, @Nullable String revision, Deadline deadline) {
      asked.add(name + "@" + revision);
      if (name.equals("gated")) {
        try {
          gate.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      if (failing) {
        throw new IllegalStateException("no files");
      }
      now = now.plusMillis(7);
      return TinyModel.files(name, templates);
    }
  }

  private static final class Events extends CopyOnWriteArrayList<String> implements PromptObserver {
    private static final long serialVersionUID = 1;

    @Override
    public void hit() {
      add("hit");
    }

    @Override
    public void miss() {
      add("miss");
    }

    @Override
    public void loaded(String name, long millis) {
      add("loaded " + name);
    }

    @Override
    public void failed(String name) {
      add("failed " + name);
    }

    @Override
    public void evicted(String name) {
      add("evicted " + name);
    }
  }
}

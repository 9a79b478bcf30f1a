package dev.rolloutserver.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rolloutserver.hub.Hub;
import dev.rolloutserver.hub.HubSettings;
import dev.rolloutserver.hub.ModelFiles;
import dev.rolloutserver.hub.TokenizerName;
import dev.rolloutserver.outbound.OutboundHttp;
import dev.rolloutserver.outbound.OutboundSettings;
import dev.rolloutserver.outbound.RawPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreloadTest {
  private static final TokenizerName NAME = new TokenizerName("org/model", null);

  @TempDir private Path cache;

  @Test
  void pending_failedTry_isNamedWithItsReasonUntilOneSucceeds() throws Exception {
    CountDownLatch mayLoad = new CountDownLatch(1);
    try (PromptFormats formats = formats((name, revision, deadline) -> files(mayLoad));
        Preload preload = new Preload(formats, List.of(NAME), Duration.ofMillis(1))) {
      assertThat(preload.pending()).containsExactly(Map.entry(NAME, ""));

      preload.start();

      while (preload.pending().containsValue("")) {
        Thread.onSpinWait();
      }
      assertThat(preload.pending().get(NAME)).contains("not yet");
      mayLoad.countDown();
      while (!preload.pending().isEmpty()) {
        Thread.onSpinWait();
      }
      assertThat(formats.loaded()).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"401, Unauthorized", "403, Forbidden", "404, Not Found"})
  void failure_whatTheHubWillNotGive_endsIt(int status, String reason) throws IOException {
    try (RawPeer hub = new RawPeer();
        OutboundHttp http = new OutboundHttp(new OutboundSettings(Duration.ofSeconds(5), 1000));
        PromptFormats formats = formats(new Hub(settings(hub), http)::find);
        Preload preload = new Preload(formats, List.of(NAME), Duration.ofMillis(1))) {
      String answer =
          "HTTP/1.1 "
              + status
              + " "
              + reason
              + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
      hub.answers(answer, answer, answer, answer);

      preload.start();

      assertThatThrownBy(() -> preload.failure().join())
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(PromptException.class)
          .hasMessageContaining("org/model");
    }
  }

  private ModelFiles files(CountDownLatch mayLoad) {
    if (mayLoad.getCount() > 0) {
      throw new PromptException(PromptException.Kind.TOKENIZER, "not yet", null);
    }
    return TinyModel.files(NAME.name(), "{{ messages }}");
  }

  private HubSettings settings(RawPeer hub) {
    return new HubSettings(
        Optional.empty(),
        cache,
        hub.uri(),
        Optional.empty(),
        false,
        true,
        1_000_000,
        Duration.ofSeconds(20));
  }

  private static PromptFormats formats(ModelSource source) {
    return new PromptFormats(
        source,
        // a failure that is remembered for long does not keep it from being tried again
        new PromptSettings(1, Duration.ofHours(1), 1, 1 << 20, List.of()),
        Clock.systemUTC(),
        PromptObserver.NONE);
  }
}

package dev.rolloutserver.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rolloutserver.files.FileWatch;
import dev.rolloutserver.files.UnusableFileException;
import dev.rolloutserver.outbound.BearerKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerKeysTest {
  private final FileWatch files = new FileWatch(Duration.ZERO);

  @TempDir private Path folder;

  @Test
  void accept_withoutKeys_nothingIsRequired() {
    assertThat(RouteFixture.noKeys().required()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "Bearer first, true",
        "bearer first, true",
        "BEARER   second, true",
        "first, true",
        "second, true",
        "' second ', true",
        "Bearer firs, false",
        "Bearer first2, false",
        "Bearer FIRST, false",
        "Basic first, false",
        "Bearer, false",
        "'Bearer ', false",
        "'', false",
        "'first,second', false",
        "none, false",
      })
  void accept_isForEachKey_withOrWithoutItsScheme(@Nullable String shown, boolean accepted) {
    assertThat(RouteFixture.keys(List.of("first", "second")).accept(shown)).isEqualTo(accepted);
  }

  @Test
  void file_givesFurtherKeys_oneALine() throws IOException {
    ServerKeys keys = load("# of the trainers\n\n one \r\ntwo\n", "zero");

    assertThat(List.of("zero", "one", "two")).allMatch(keys::accept);
    assertThat(List.of("# of the trainers", "", "three")).noneMatch(keys::accept);
  }

  @Test
  void file_thatChanges_isReadAgain() throws IOException {
    ServerKeys keys = load("old");

    Files.writeString(file(), "old\nnew");
    files.look();
    assertThat(List.of("old", "new")).allMatch(keys::accept);

    Files.writeString(file(), "new");
    files.look();
    assertThat(keys.accept("old")).isFalse();
    assertThat(keys.accept("new")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# none\n", "with space", "é"})
  void file_thatBecomesUnusable_changesNothing(String content) throws IOException {
    ServerKeys keys = load("old");

    Files.writeString(file(), content);
    files.look();

    assertThat(keys.required()).isTrue();
    assertThat(keys.accept("old")).isTrue();
    assertThat(keys.accept(content)).isFalse();
  }

  @Test
  void file_thatDisappears_changesNothing() throws IOException {
    ServerKeys keys = load("old");

    Files.delete(file());
    files.look();

    assertThat(keys.accept("old")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "'', which holds no key",
    "a b, which holds a key with other than visible ASCII characters"
  })
  void file_thatHoldsNoKey_isRefused(String content, String reason) {
    assertThatThrownBy(() -> load(content))
        .isInstanceOf(UnusableFileException.class)
        .hasMessage("server.api-key-file is " + file() + ", " + reason);
  }

  @Test
  void file_bound_isNamed() throws IOException {
    assertThat(load("k".repeat(65_536)).required()).isTrue();
    assertThatThrownBy(() -> load("k".repeat(65_537)))
        .isInstanceOf(UnusableFileException.class)
        .hasMessageEndingWith("which is larger than 65536 bytes");
  }

  private ServerKeys load(String content, String... known) throws IOException {
    Files.writeString(file(), content);
    return ServerKeys.load(
        new KeySettings(List.of(known).stream().map(BearerKey::new).toList(), Optional.of(file())),
        files);
  }

  private Path file() {
    return folder.resolve("keys");
  }
}

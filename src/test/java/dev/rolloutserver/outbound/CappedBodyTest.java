package dev.rolloutserver.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rolloutserver.deadline.Deadline;
import dev.rolloutserver.outbound.OutboundException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CappedBodyTest {
  private static final URI WHERE = URI.create("http://peer/");
  private static final String SIXTY_MEGABYTES = "60000000";

  @ParameterizedTest
  @CsvSource({"0, 100, 0", "5, 100, 5", "5, 5, 5", "5, 4, 4", "100000, 99999, 99999"})
  void readNBytes_readsWhatThereIs(int actual, int asked, int read) throws IOException {
    byte[] bytes = new byte[actual];
    new Random(1).nextBytes(bytes);
    InputStream body = body(bytes, Integer.MAX_VALUE);

    assertThat(body.readNBytes(asked)).isEqualTo(Arrays.copyOf(bytes, read));
    assertThat(body.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, read, actual));
  }

  @Test
  void read_beyondTheLimit_isTooLarge() throws IOException {
    byte[] bytes = new byte[10];

    assertThat(body(bytes, 11).readAllBytes()).hasSize(10);
    assertThat(body(bytes, 10).readAllBytes()).hasSize(10);
    assertThatThrownBy(() -> body(bytes, 9).readAllBytes())
        .isInstanceOfSatisfying(
            OutboundException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TOO_LARGE));
  }

  /** The client would make a buffer of that size before anything has arrived. */
  @Test
  void read_intoALargeArray_asksForLittleAtOnce() throws IOException {
    List<Integer> asked = new ArrayList<>();
    InputStream small =
        new ByteArrayInputStream(new byte[10]) {
          @Override
          public synchronized int read(byte[] buffer, int offset, int length) {
            asked.add(length);
            return super.read(buffer, offset, length);
          }
        };

    InputStream body = new CappedBody(small, WHERE, Integer.MAX_VALUE);

    assertThat(body.readNBytes(new byte[1 << 20], 0, 1 << 20)).isEqualTo(10);
    assertThat(asked)
        .isNotEmpty()
        .allSatisfy(length -> assertThat(length).isLessThanOrEqualTo(64 * 1024));
  }

  @Test
  void get_peerThatAnnouncesMuchAndSendsLittle_isBroken() throws IOException {
    try (RawPeer peer = new RawPeer();
        OutboundHttp http = http()) {
      peer.answers(answer(SIXTY_MEGABYTES, "0123456789")).thenCloses();

      OutboundException failure =
          catchThrowableOfType(OutboundException.class, () -> get(http, peer));

      assertThat(failure.kind()).isEqualTo(Kind.BROKEN);
      assertThat(failure)
          .hasMessageEndingWith("the connection was closed before the end of the answer");
    }
  }

  @Test
  void get_peerThatSendsMoreThanItAnnounces_isReadAsFarAsAnnounced() throws IOException {
    try (RawPeer peer = new RawPeer();
        OutboundHttp http = http()) {
      peer.answers(answer("4", "0123456789")).thenCloses();

      assertThat(get(http, peer).body()).asString().isEqualTo("0123");
    }
  }

  private static OutboundHttp http() {
    return new OutboundHttp(new OutboundSettings(Duration.ofSeconds(5), 1 << 26));
  }

  private static OutboundAnswer get(OutboundHttp http, RawPeer peer) {
    return http.get(peer.uri(), Deadline.after(Duration.ofSeconds(10)));
  }

  private static String answer(String length, String body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n" + body;
  }

  private static InputStream body(byte[] bytes, long limit) {
    return new CappedBody(new ByteArrayInputStream(bytes), WHERE, limit);
  }
}

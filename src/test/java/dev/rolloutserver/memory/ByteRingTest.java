package dev.rolloutserver.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteRingTest {
  @Test
  void read_whatWasAppendedLast_isThere_howeverOftenItWentAround() {
    Random random = new Random(3);
    ByteRing ring = new ByteRing(150_000);
    byte[] text = new byte[2_000_000];
    random.nextBytes(text);
    int end = 0;
    while (end < text.length - 100_000) {
      int length = random.nextInt(100_000);
      ring.append(Arrays.copyOfRange(text, end, end + length));
      end += length;
      int start = Math.max(0, end - (int) ring.capacity());
      assertThat(ring.end()).isEqualTo(end);
      assertThat(ring.read(start, end - start)).isEqualTo(Arrays.copyOfRange(text, start, end));
    }
  }

  @Test
  void capacity_isAtLeastWhatWasAskedFor() {
    assertThat(new ByteRing(0).capacity()).isZero();
    assertThat(new ByteRing(1).capacity()).isEqualTo(64 * 1024);
    assertThat(new ByteRing(64 * 1024).capacity()).isEqualTo(64 * 1024);
    assertThat(new ByteRing(64 * 1024 + 1).capacity()).isEqualTo(128 * 1024);
  }
}

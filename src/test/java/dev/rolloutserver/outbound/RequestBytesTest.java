package dev.rolloutserver.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.common.buffers.BufferData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestBytesTest {
  private final List<byte[]> calls = new ArrayList<>();
  private final RequestBytes out =
      new RequestBytes(
          new OutputStream() {
            @Override
            public void write(int b) {
              throw new AssertionError("a single byte");
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
              calls.add(Arrays.copyOfRange(bytes, offset, offset + length));
            }
          });

  @Test
  void write_headAndShortBody_leaveTogether() {
    out.write(BufferData.create(new byte[] {1, 2}));
    out.write(new byte[] {3});
    out.write(new byte[0]);
    out.write(BufferData.create(new byte[] {4}), BufferData.create(new byte[] {5, 6}));
    assertThat(calls).isEmpty();

    out.flush();
    out.flush();

    assertThat(calls).containsExactly(new byte[] {1, 2, 3, 4, 5, 6});
  }

  @Test
  void close_beforeTheLastPiece_leavesItToTheEnd() {
    out.write(new byte[] {1});
    out.close();
    out.write(new byte[] {2});
    assertThat(calls).isEmpty();

    out.flush();

    assertThat(calls).containsExactly(new byte[] {1, 2});
  }

  @Test
  void writeNow_sendsWhatWasGathered() {
    out.write(new byte[] {1});
    out.writeNow(BufferData.create(new byte[] {2}));
    out.writeNow(BufferData.create(new byte[] {3}), BufferData.create(new byte[] {4}));

    assertThat(calls).containsExactly(new byte[] {1, 2}, new byte[] {3, 4});
  }

  @ParameterizedTest
  @CsvSource({"4095, 1", "4096, 1", "4097, 1", "65535, 1", "65536, 1", "65537, 2", "200000, 4"})
  void write_pieces_leaveInFewCallsAndInOrder(int length, int expectedCalls) {
    byte[] all = new byte[length];
    new Random(1).nextBytes(all);
    for (int i = 0; i < length; i += 100) {
      out.write(Arrays.copyOfRange(all, i, Math.min(length, i + 100)));
    }
    out.flush();

    assertThat(joined()).isEqualTo(all);
    assertThat(calls).hasSize(expectedCalls);
  }

  @ParameterizedTest
  @CsvSource({"0, 6000", "6000, 6000", "6000, 100", "100, 60000", "9000000000, 6000"})
  void expect_moreOrLessThanComes_changesNothing(long expected, int length) {
    byte[] all = new byte[length];
    new Random(1).nextBytes(all);
    out.expect(expected);
    out.write(Arrays.copyOf(all, length / 3));
    out.write(Arrays.copyOfRange(all, length / 3, length));
    out.flush();

    assertThat(calls).containsExactly(all);
  }

  @ParameterizedTest
  @CsvSource({"65532, 1", "65533, 2", "65536, 3", "65537, 4", "131072, 4"})
  void write_longPiece_leavesInPartsBetweenItsNeighbours(int length, int expectedCalls) {
    byte[] piece = new byte[length];
    Arrays.fill(piece, (byte) 7);

    out.write(new byte[] {1, 2});
    out.write(piece);
    out.write(new byte[] {3, 4});
    out.flush();

    byte[] expected = new byte[length + 4];
    Arrays.fill(expected, (byte) 7);
    expected[0] = 1;
    expected[1] = 2;
    expected[length + 2] = 3;
    expected[length + 3] = 4;
    assertThat(joined()).isEqualTo(expected);
    assertThat(calls).hasSize(expectedCalls);
  }

  @Test
  void write_brokenConnection_isUnchecked() {
    RequestBytes broken =
        new RequestBytes(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("gone");
              }
            });
    broken.write(new byte[] {1});

    assertThatThrownBy(broken::flush).isInstanceOf(UncheckedIOException.class);
  }

  private byte[] joined() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    calls.forEach(all::writeBytes);
    return all.toByteArray();
  }
}

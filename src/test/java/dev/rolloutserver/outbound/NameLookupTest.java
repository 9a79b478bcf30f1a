package dev.rolloutserver.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameLookupTest {
  private static final int AGAIN = 2000;
  private static final Duration LONG = Duration.ofMinutes(1);

  private final CountDownLatch mayEnd = new CountDownLatch(1);

  @AfterEach
  void endLookups() {
    mayEnd.countDown();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "fe80::1"})
  void literal_isNotLookedUp(String host) throws IOException {
    NameLookup names =
        new NameLookup(name -> {
          throw new IllegalStateException("looked up");
        });

    assertThat(names.addresses(host, LONG, waiting -> {})).hasSize(1);
  }

  @Test
  void literal_keepsItsName_soThatTlsAsksNobodyForIt() throws IOException {
    NameLookup names = new NameLookup(name -> new InetAddress[0]);

    InetAddress address = names.addresses("192.0.2.1", LONG, waiting -> {}).getFirst();

    assertThat(address).hasToString("192.0.2.1/192.0.2.1");
  }

  @Test
  void name_isLookedUpOnAPlatformThread() throws IOException {
    AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
    NameLookup names =
        new NameLookup(name -> {
          thread.set(Thread.currentThread());
          return new InetAddress[] {InetAddress.ofLiteral("10.0.0.1")};
        });

    assertThat(names.addresses("trainer", LONG, waiting -> {}))
        .containsExactly(InetAddress.ofLiteral("10.0.0.1"));
    assertThat(thread.get()).matches(looking -> !looking.isVirtual() && looking.isDaemon());
  }

  /** A lookup that had ended was taken for one that runs, now and then. */
  @Test
  void name_askedForOnceMore_isLookedUpAnew() throws IOException {
    AtomicInteger lookups = new AtomicInteger();
    NameLookup names =
        new NameLookup(name -> {
          lookups.incrementAndGet();
          return new InetAddress[] {InetAddress.getLoopbackAddress()};
        });
    for (int i = 0; i < AGAIN; i++) {
      names.addresses("trainer.example", Duration.ofSeconds(9), _ -> {});
    }

    assertThat(lookups).hasValue(AGAIN);
  }

  @Test
  void unknownName_isToldAsThePlatformTellsIt() {
    NameLookup names =
        new NameLookup(name -> {
          throw new UnknownHostException(name + ": unknown");
        });

    assertThatThrownBy(() -> names.addresses("nobody", LONG, waiting -> {}))
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("nobody: unknown");
  }

  /** Those who asked waited until their limit. */
  @Test
  void lookupThatFailsByAnError_isToldAtOnce() {
    NameLookup names =
        new NameLookup(_ -> {
          throw new OutOfMemoryError("no memory");
        });

    assertThatThrownBy(() -> names.addresses("a", LONG, waiting -> {}))
        .isExactlyInstanceOf(IOException.class)
        .hasRootCauseInstanceOf(OutOfMemoryError.class);
  }

  /** Each such lookup counted as one that runs for good. */
  @Test
  void lookupForWhichThereIsNoThread_isNotCounted() throws IOException {
    AtomicBoolean exhausted = new AtomicBoolean(true);
    NameLookup names =
        new NameLookup(
            _ -> new InetAddress[] {InetAddress.getLoopbackAddress()},
            lookup -> {
              if (exhausted.get()) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              return Thread.ofPlatform().unstarted(lookup);
            });
    for (int i = 0; i < NameLookup.MAX_LOOKUPS; i++) {
      assertThatThrownBy(() -> names.addresses("a", LONG, waiting -> {}))
          .isInstanceOf(OutOfMemoryError.class);
    }

    exhausted.set(false);

    assertThat(names.addresses("a", LONG, waiting -> {})).hasSize(1);
  }

  @Test
  void silentNameServer_isWaitedForNoLongerThanTheLimit() {
    NameLookup names = new NameLookup(this::silence);

    assertThatThrownBy(() -> names.addresses("a", Duration.ofMillis(50), waiting -> {}))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage("a: its address was not found in time");
  }

  @Test
  void wait_thatIsClosed_endsWithoutTheLookup_whichTheNextOneJoins() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    AtomicInteger lookups = new AtomicInteger();
    NameLookup names =
        new NameLookup(name -> {
          lookups.incrementAndGet();
          started.countDown();
          return silence(name);
        });

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> names.addresses("a", LONG, NameLookupTest::close))
          .isInstanceOf(IOException.class)
          .hasMessage("a: its address is no longer waited for");
    }

    started.await();
    assertThat(lookups).hasValue(1);
  }

  @Test
  void lookups_atOnce_areBounded_andFreeAgainWhenTheyEnd() throws Exception {
    CountDownLatch started = new CountDownLatch(NameLookup.MAX_LOOKUPS);
    NameLookup names =
        new NameLookup(name -> {
          if (name.equals("last")) {
            return new InetAddress[] {InetAddress.ofLiteral("10.0.0.1")};
          }
          started.countDown();
          return silence(name);
        });
    for (int i = 0; i < NameLookup.MAX_LOOKUPS; i++) {
      String host = "silent" + i;
      assertThatThrownBy(() -> names.addresses(host, LONG, NameLookupTest::close))
          .isInstanceOf(IOException.class);
    }
    started.await();

    assertThatThrownBy(() -> names.addresses("last", LONG, waiting -> {}))
        .isInstanceOf(IOException.class)
        .hasMessage("last: its address was not looked up, since 64 others are, and not found yet");

    mayEnd.countDown();
    List<InetAddress> found = List.of();
    while (found.isEmpty()) {
      try {
        found = names.addresses("last", LONG, waiting -> {});
      } catch (IOException e) {
        // their threads have not ended yet
        Thread.onSpinWait();
      }
    }
    assertThat(found).containsExactly(InetAddress.ofLiteral("10.0.0.1"));
  }

  private InetAddress[] silence(String name) throws UnknownHostException {
    try {
      mayEnd.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    throw new UnknownHostException(name);
  }

  private static void close(Closeable waiting) {
    try {
      waiting.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

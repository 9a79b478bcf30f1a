package dev.rolloutserver.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rolloutserver.rollout.RolloutScope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.logging.ErrorManager;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lines of the log on their way out. */
@Timeout(60)
class LineHandlerTest {
  private final LineFormat plain =
      new LineFormat() {
        @Override
        void append(StringBuilder out, LogRecord line, @Nullable RolloutScope scope) {
          out.append(formatMessage(line)).append('\n');
        }
      };

  @Test
  void publish_manyThreads_everyLineIsWhole_andThoseOfAThreadInOrder() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LineHandler handler = LineHandler.to(out, plain);
    List<Thread> threads =
        IntStream.range(0, 20)
            .mapToObj(thread ->
                Thread.ofVirtual()
                    .start(() ->
                        IntStream.range(0, 500)
                            .forEach(
                                i -> handler.publish(line(Level.INFO, thread + " \u00e4 " + i)))))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }

    handler.close();

    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(10_000);
    for (int thread = 0; thread < 20; thread++) {
      String start = thread + " \u00e4 ";
      assertThat(lines.stream().filter(text -> text.startsWith(start)))
          .containsExactlyElementsOf(IntStream.range(0, 500).mapToObj(i -> start + i).toList());
    }
  }

  @Test
  void publish_whileNobodyReads_doesNotWait_andTellsWhatWasDropped() throws Exception {
    StuckStream out = new StuckStream();
    LineHandler handler = LineHandler.to(out, plain, 100);
    handler.publish(line(Level.INFO, "first"));
    out.reached.await();

    for (int i = 0; i < 5; i++) {
      handler.publish(line(Level.INFO, "line " + i));
    }
    out.goOn.countDown();
    handler.close();

    assertThat(out.taken.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            first
            line 0
            4 lines of the log were dropped: whoever reads them is too slow
            """);
  }

  @Test
  void publish_afterTheEnd_isWrittenAtOnce() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LineHandler handler = LineHandler.to(out, plain);
    handler.close();

    handler.publish(line(Level.INFO, "late"));

    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("late\n");
  }

  @Test
  void publish_parametersThatChange_areThoseOfTheMoment() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LineHandler handler = LineHandler.to(out, plain);
    LogRecord line = line(Level.INFO, "it was {0}");
    StringBuilder parameter = new StringBuilder("this");
    line.setParameters(new Object[] {parameter});

    handler.publish(line);
    parameter.setLength(0);
    handler.close();

    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("it was this\n");
  }

  @Test
  void publish_largeStackTraces_countWhatTheyTake() throws Exception {
    StuckStream out = new StuckStream();
    LineFormat traces =
        new LineFormat() {
          @Override
          void append(StringBuilder text, LogRecord line, @Nullable RolloutScope scope) {
            text.append(line.getMessage()).append(line.getThrown() == null ? "" : "x".repeat(600));
            text.append('\n');
          }
        };
    LineHandler handler = LineHandler.to(out, traces, 1000);
    handler.publish(line(Level.INFO, "first"));
    out.reached.await();

    for (int i = 0; i < 3; i++) {
      LogRecord line = line(Level.INFO, "fault ");
      line.setThrown(new IllegalStateException("large"));
      handler.publish(line);
    }
    out.goOn.countDown();
    handler.close();

    assertThat(out.taken.toString(StandardCharsets.UTF_8).lines().filter(l -> l.endsWith("x")))
        .hasSize(1);
    assertThat(out.taken.toString(StandardCharsets.UTF_8)).contains("2 lines of the log were");
  }

  @Test
  void publish_lineThatCannotBeMade_isReported_andTheOthersAreWritten() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LineFormat picky =
        new LineFormat() {
          @Override
          void append(StringBuilder text, LogRecord line, @Nullable RolloutScope scope) {
            text.append(line.getMessage());
            if (line.getMessage().startsWith("bad")) {
              throw new IllegalStateException("no such line");
            }
          }
        };
    LineHandler handler = LineHandler.to(out, picky);
    List<Integer> reported = new CopyOnWriteArrayList<>();
    handler.setErrorManager(
        new ErrorManager() {
          @Override
          public void error(String message, Exception e, int code) {
            reported.add(code);
          }
        });

    handler.publish(line(Level.INFO, "good "));
    handler.publish(line(Level.INFO, "bad "));
    handler.publish(line(Level.INFO, "better"));
    handler.close();

    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("good better");
    assertThat(reported).containsExactly(ErrorManager.FORMAT_FAILURE);
  }

  @Test
  void publish_belowTheLevel_isNothing() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LineHandler handler = LineHandler.to(out, plain);
    handler.setLevel(Level.WARNING);

    handler.publish(line(Level.INFO, "detail"));
    handler.publish(line(Level.SEVERE, "fault"));
    handler.close();

    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("fault\n");
  }

  @Test
  void publish_streamThatFails_isReported_andTheHandlerGoesOn() {
    LineHandler handler =
        LineHandler.to(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                if (b == 'r') {
                  throw new IllegalStateException("gone");
                }
                throw new IOException("gone");
              }
            },
            plain);
    List<Exception> reported = new CopyOnWriteArrayList<>();
    handler.setErrorManager(
        new ErrorManager() {
          @Override
          public void error(String message, Exception e, int code) {
            reported.add(e);
          }
        });

    handler.publish(line(Level.SEVERE, "lost"));
    handler.close();
    handler.publish(line(Level.SEVERE, "refused"));
    handler.publish(line(Level.SEVERE, "lost too"));

    assertThat(reported).hasSize(3).allMatch(e -> "gone".equals(e.getMessage()));
  }

  private static LogRecord line(Level level, String message) {
    return new LogRecord(level, message);
  }

  /** Takes nothing before it may go on. */
  private static final class StuckStream extends OutputStream {
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @Override
    public void write(int b) {
      reached.countDown();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      taken.write(b);
    }
  }
}

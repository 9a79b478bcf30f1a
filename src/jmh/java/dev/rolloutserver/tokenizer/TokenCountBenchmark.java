package dev.rolloutserver.tokenizer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The tokens of a mixed text, counted in Java and by the native library; see etc/scripts. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TokenCountBenchmark {
  private static final Path TOKENIZER =
      Path.of(
          System.getProperty(
              "benchmark.tokenizer",
              "../shared/hub/models--Qwen--Qwen3-8B/snapshots/"
                  + "a1de58e2833d77bb504a8e430b1b25d359912a98/tokenizer.json"));

  private final String text = mixed();
  private final Tokenizer tokenizer = load();

  @Setup
  public void tell() {
    System.out.println("tokens: " + tokenizer.count(text) + ", by " + tokenizer.countedBy());
  }

  @TearDown
  public void close() {
    tokenizer.close();
  }

  @Benchmark
  public int java() {
    return tokenizer.count(text);
  }

  @Benchmark
  public int library() {
    return tokenizer.encode(text).length;
  }

  private static Tokenizer load() {
    try {
      return Tokenizer.load(Files.readAllBytes(TOKENIZER), Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String mixed() {
    StringBuilder mixed = new StringBuilder();
    for (String checked : CheckedTexts.all().subList(0, 10)) {
      mixed.append(checked).append('\n');
    }
    String paragraph =
        "The agent adds 123456.75 to the result, isn't sure, and calls the tool again. ";
    return mixed.append(paragraph.repeat(6)).toString().repeat(2);
  }
}

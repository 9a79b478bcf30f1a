package dev.rolloutserver.telemetry;

import java.time.Duration;
import java.util.stream.Stream;

/** Where a meter, or some together, are told something. Safe for use by many threads. */
@FunctionalInterface
interface Recorder {
  /** Takes a count, or nanoseconds. */
  void add(long value);

  default void increment() {
    add(1);
  }

  default void record(Duration time) {
    add(time.toNanos());
  }

  /** Tells another one the same. */
  default Recorder and(Recorder other) {
    return new Several(Stream.of(this, other).flatMap(Recorder::parts).toArray(Recorder[]::new));
  }

  /** Tells another one that it happened once. */
  default Recorder counting(Recorder times) {
    return and(_ -> times.increment());
  }

  private Stream<Recorder> parts() {
    return this instanceof Several several ? Stream.of(several.all) : Stream.of(this);
  }

  /** All are told the same, in a loop: nested, the JIT would compile them all into one. */
  final class Several implements Recorder {
    private final Recorder[] all;

    private Several(Recorder[] all) {
      this.all = all;
    }

    @Override
    public void add(long value) {
      for (Recorder one : all) {
        one.add(value);
      }
    }
  }
}

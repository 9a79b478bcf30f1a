package dev.rolloutserver.command.bench;

import org.jspecify.annotations.Nullable;

/** The server that is measured: one that runs somewhere, or a child of this process. */
sealed interface MeasuredServer extends AutoCloseable {
  /** Where it listens, as a URL without path; waits until it does. */
  String url();

  /** What it has taken so far. */
  ProcessUse use();

  @Override
  void close();

  /** A server that others started; its process is known or not. */
  record Given(String url, @Nullable ProcessHandle process) implements MeasuredServer {
    @Override
    public ProcessUse use() {
      return process == null ? ProcessUse.UNKNOWN : ProcessUse.of(process);
    }

    @Override
    public void close() {}
  }

  /** A server that was started for the measurement. */
  record Started(ChildProcess child) implements MeasuredServer {
    @Override
    public String url() {
      return child.greeting();
    }

    @Override
    public ProcessUse use() {
      return ProcessUse.of(child.handle()).withHeap(Long.valueOf(child.ask("heap")));
    }

    @Override
    public void close() {
      child.close();
    }
  }
}

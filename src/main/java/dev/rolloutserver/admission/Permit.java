package dev.rolloutserver.admission;

/** The right to run one rollout, until it is closed. */
@FunctionalInterface
public interface Permit extends AutoCloseable {
  @Override
  void close();
}

package dev.rolloutserver.http;

/** Hears of each request that was answered by a route. */
@FunctionalInterface
public interface ExchangeObserver {
  /** Called on the request's thread after the answer was written. */
  void answered(String method, int status);

  /** Metrics are about to be told. */
  default void metricsAsked() {}
}

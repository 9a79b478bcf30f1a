package dev.rolloutserver.telemetry;

import dev.rolloutserver.prompt.PromptObserver;
import java.time.Duration;

/** Counts what tokenizers are kept and what they do. */
final class PromptMeters implements PromptObserver {
  private final Meters meters;

  PromptMeters(Meters meters) {
    this.meters = meters;
  }

  @Override
  public void hit() {
    meters.tokenizerCache(true);
  }

  @Override
  public void miss() {
    meters.tokenizerCache(false);
  }

  @Override
  public void loaded(String name, long millis) {
    meters.tokenizerLoaded(Duration.ofMillis(millis));
  }

  @Override
  public void failed(String name) {
    meters.tokenizerNotLoaded();
  }

  @Override
  public void evicted(String name) {
    meters.tokenizerEvicted();
  }

  @Override
  public void encoded(int characters) {
    meters.encoded(characters);
  }

  @Override
  public void encodingWaited(long nanos) {
    meters.encodingWaited(Duration.ofNanos(nanos));
  }

  @Override
  public void piecesLookedUp(int known, int unknown) {
    meters.pieceCache(known, unknown);
  }
}

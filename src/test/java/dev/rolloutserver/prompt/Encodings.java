package dev.rolloutserver.prompt;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Notes what tokenizers are given to count. */
final class Encodings implements PromptObserver {
  private final List<Integer> characters = new CopyOnWriteArrayList<>();
  private final AtomicInteger waits = new AtomicInteger();
  private final AtomicInteger known = new AtomicInteger();
  private final AtomicInteger unknown = new AtomicInteger();

  @Override
  public void encoded(int count) {
    characters.add(count);
  }

  @Override
  public void encodingWaited(long nanos) {
    waits.incrementAndGet();
  }

  @Override
  public void piecesLookedUp(int found, int missed) {
    known.addAndGet(found);
    unknown.addAndGet(missed);
  }

  /** Characters of each time that something was counted, since this was last asked. */
  List<Integer> characters() {
    List<Integer> noted = List.copyOf(characters);
    characters.clear();
    return noted;
  }

  int waits() {
    return waits.get();
  }

  int known() {
    return known.get();
  }

  int unknown() {
    return unknown.get();
  }
}

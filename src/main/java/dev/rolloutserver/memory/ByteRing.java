package dev.rolloutserver.memory;

import java.util.ArrayList;
import java.util.List;

/**
 * The last bytes of a text without end. In blocks that are used again and again: arrays that come
 * and go after seconds are what a garbage collector is worst at.
 */
public final class ByteRing {
  private static final int BLOCK = 64 * 1024;

  private final int maxBlocks;

  /** Each is made when it is first written to. */
  private final List<byte[]> blocks = new ArrayList<>();

  private long end;

  /** With room for at least so many bytes. */
  public ByteRing(long capacity) {
    this.maxBlocks = Math.toIntExact((capacity + BLOCK - 1) / BLOCK);
  }

  /** How many bytes it has at most. */
  public long capacity() {
    return (long) maxBlocks * BLOCK;
  }

  /** Where the next byte will be. */
  public long end() {
    return end;
  }

  /** Adds bytes at the end, in place of the oldest ones; no more than there is room for. */
  public void append(byte[] bytes) {
    int at = 0;
    while (at < bytes.length) {
      int offset = (int) (end % BLOCK);
      int length = Math.min(bytes.length - at, BLOCK - offset);
      System.arraycopy(bytes, at, block(end), offset, length);
      at += length;
      end += length;
    }
  }

  /** Bytes that were added and have not been replaced. */
  public byte[] read(long start, int length) {
    byte[] bytes = new byte[length];
    int at = 0;
    while (at < length) {
      int offset = (int) ((start + at) % BLOCK);
      int next = Math.min(length - at, BLOCK - offset);
      System.arraycopy(block(start + at), offset, bytes, at, next);
      at += next;
    }
    return bytes;
  }

  private byte[] block(long position) {
    int index = (int) (position / BLOCK % maxBlocks);
    if (index == blocks.size()) {
      blocks.add(new byte[BLOCK]);
    }
    return blocks.get(index);
  }
}

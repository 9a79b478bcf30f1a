package dev.rolloutserver.process;

/** A program that was compiled before it runs: without JIT compilers and most flags of a JVM. */
public final class NativeImage {
  /** Has a value in one. */
  private static final String PROPERTY = "org.graalvm.nativeimage.imagecode";

  private NativeImage() {}

  /** Whether this process is one. */
  public static boolean runs() {
    return System.getProperty(PROPERTY) != null;
  }
}

package dev.rolloutserver;

/**
 * Where the JVM begins. Most starts are for serving alone, which is done without {@link Main}: the
 * JVM would have to open the command line's library to verify it.
 */
public final class Start {
  private Start() {}

  /** Runs the command line and exits with its code. */
  public static void main(String[] args) {
    Carriers.set();
    System.exit(Serving.isAskedFor(args) ? serve(args) : Main.commandLine().execute(args));
  }

  private static int serve(String[] args) {
    try {
      // a reference to the method would have the JVM verify Main now
      return Serving.untilStopped(
          Serving.settings(Serving.file(args)), complaint -> Main.complain(complaint));
    } catch (Exception e) {
      return Main.explained(e);
    }
  }
}

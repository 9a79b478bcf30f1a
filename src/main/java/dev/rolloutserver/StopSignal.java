package dev.rolloutserver;

import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;

/**
 * SIGTERM and SIGINT. The first asks for an orderly stop; the second ends the process at once,
 * which a JVM that already runs its shutdown hooks would ignore.
 */
final class StopSignal {
  /** Exit code of a process that was told to stop twice: that of one killed by SIGTERM. */
  private static final int STOPPED_AT_ONCE = 143;

  private final CompletableFuture<Void> asked = new CompletableFuture<>();

  private StopSignal() {}

  /** Takes both signals over. */
  static StopSignal install() {
    StopSignal stop = new StopSignal();
    stop.handle("TERM");
    stop.handle("INT");
    return stop;
  }

  /** Ends with the first signal. */
  CompletableFuture<Void> asked() {
    return asked;
  }

  private void received() {
    if (!asked.complete(null)) {
      Runtime.getRuntime().halt(STOPPED_AT_ONCE);
    }
  }

  /** {@code Signal.handle(new Signal(name), this::received)}: javac warns of sun.misc by name. */
  private void handle(String name) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), receiver(handler));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM does not let a program handle SIG" + name, e);
    }
  }

  /**
   * A proxy, not a method handle as an interface: a native image has no new classes at run time.
   */
  private Object receiver(Class<?> handler) {
    return Proxy.newProxyInstance(
        StopSignal.class.getClassLoader(),
        new Class<?>[] {handler},
        (_, method, _) -> {
          if (!method.getName().equals("handle")) {
            throw new UnsupportedOperationException(method.toString());
          }
          received();
          return null;
        });
  }
}

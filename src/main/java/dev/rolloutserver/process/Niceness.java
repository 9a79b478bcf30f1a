package dev.rolloutserver.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Makes some threads of this process nicer than the others, so that these come first where
 * processors are short: of two threads Linux gives one that is nicer by 10 a tenth of the time, by
 * 5 a quarter. That is not to be taken back, which needs a privilege. Safe for use by many threads.
 */
public final class Niceness {
  private static final System.Logger LOGGER = System.getLogger(Niceness.class.getName());

  private static final Path PROCESS = Path.of("/proc/self");

  /** The nicest there is. */
  private static final int MOST = 19;

  /** Linux keeps no more of a name, in bytes. */
  private static final int NAME_LENGTH = 15;

  /** What setpriority(2) changes the niceness of; on Linux that is one thread. */
  private static final int PRIO_PROCESS = 0;

  /** Where the niceness is in {@code stat}, counted behind the name. */
  private static final int FIELD = 16;

  private final String name;
  private final int steps;
  private @Nullable MethodHandle setpriority;
  private boolean refused;

  /**
   * @param name how the names of these threads begin
   * @param steps by how much they are to be nicer than the process began; 0 leaves them
   */
  public Niceness(String name, int steps) {
    this.name = name.substring(0, Math.min(name.length(), NAME_LENGTH));
    this.steps = steps;
  }

  /** Makes those that there are now nicer; does nothing in another system than Linux. */
  public synchronized void apply() {
    if (steps == 0 || refused || !Files.exists(PROCESS.resolve("task"))) {
      return;
    }
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(PROCESS.resolve("task"))) {
      int niceness = Math.min(MOST, of(PROCESS) + steps);
      for (Path thread : threads) {
        apply(thread, niceness);
      }
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      refused = true;
      LOGGER.log(Level.WARNING, "Threads " + name + " do not become nicer", e);
    }
  }

  private void apply(Path thread, int niceness) throws IOException {
    try {
      if (Files.readString(thread.resolve("comm")).startsWith(name) && of(thread) < niceness) {
        set(Integer.parseInt(thread.getFileName().toString()), niceness);
      }
    } catch (NoSuchFileException e) {
      // has ended since
    }
  }

  private void set(int thread, int niceness) {
    MethodHandle call = setpriority == null ? linked() : setpriority;
    setpriority = call;
    int result;
    try {
      result = (int) call.invokeExact(PRIO_PROCESS, thread, niceness);
    } catch (Throwable e) {
      throw new IllegalStateException("setpriority cannot be called", e);
    }
    if (result != 0) {
      throw new IllegalStateException("setpriority refuses niceness " + niceness);
    }
  }

  @SuppressWarnings("restricted") // the program has the right to call native code
  private static MethodHandle linked() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker
            .defaultLookup()
            .find("setpriority")
            .orElseThrow(() -> new IllegalStateException("there is no setpriority")),
        FunctionDescriptor.of(
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT));
  }

  /** Of a process or thread; a name may hold blanks and parentheses. */
  private static int of(Path task) throws IOException {
    String stat = Files.readString(task.resolve("stat"));
    return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[FIELD]);
  }
}

package dev.rolloutserver.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The levels of our loggers, which may change while the server runs: one for all, and others by
 * package. Loggers of libraries stay out of it: some write what is secret. Safe for use by many
 * threads.
 */
public final class LogLevels {
  private static final String OURS = "dev.rolloutserver";

  /** From the most detailed one. */
  public static final List<String> NAMES = List.of("DEBUG", "INFO", "WARNING", "ERROR", "OFF");

  /** Names that people know from Python, beside those of java.util.logging. */
  private static final Map<String, Level> LEVELS =
      Map.of(
          "DEBUG", Level.FINE,
          "INFO", Level.INFO,
          "WARNING", Level.WARNING,
          "ERROR", Level.SEVERE,
          "OFF", Level.OFF);

  /** Kept here: java.util.logging forgets loggers that nobody holds, and their levels with them. */
  private final List<Logger> held = new ArrayList<>();

  private final Map<String, String> packages = new TreeMap<>();
  private String level;

  /** The levels at the start. */
  public LogLevels(LogSettings settings) {
    this.level = settings.level();
    packages.putAll(settings.levels());
  }

  /** Level of a library's logger: no details, whatever is asked of ours. */
  static Level ofLibraries(String name) {
    return name.equals("DEBUG") ? Level.INFO : known(name);
  }

  /** A level by its name as in Python. */
  static Level known(String name) {
    Level level = LEVELS.get(name);
    if (level == null) {
      throw new IllegalArgumentException("log level " + name + " is not one of " + NAMES);
    }
    return level;
  }

  /** The name of a level as in Python. */
  static String name(Level level) {
    int value = level.intValue();
    if (value >= Level.SEVERE.intValue()) {
      return "ERROR";
    }
    if (value >= Level.WARNING.intValue()) {
      return "WARNING";
    }
    return value >= Level.INFO.intValue() ? "INFO" : "DEBUG";
  }

  /** The level of all of ours. */
  public synchronized String level() {
    return level;
  }

  /** The levels of packages that have another one, by the package's name. */
  public synchronized Map<String, String> packages() {
    return new TreeMap<>(packages);
  }

  /**
   * Changes a level from now on.
   *
   * @param name of a package such as {@code trainer}; null for all
   * @param level its name; null takes the level of a package back
   */
  public synchronized void change(@Nullable String name, @Nullable String level) {
    if (name == null) {
      if (level != null) {
        this.level = level;
      }
    } else if (level == null) {
      packages.remove(name);
      logger(OURS + "." + name).setLevel(null);
    } else {
      packages.put(name, level);
    }
    apply();
  }

  /** Has the loggers follow. */
  synchronized void apply() {
    logger("").setLevel(ofLibraries(level));
    logger(OURS).setLevel(known(level));
    packages.forEach((name, own) -> logger(OURS + "." + name).setLevel(known(own)));
  }

  private Logger logger(String name) {
    Logger logger = Logger.getLogger(name);
    if (!held.contains(logger)) {
      held.add(logger);
    }
    return logger;
  }
}

package dev.rolloutserver.http;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The levels of the log, which operators may change while the server runs. */
public interface LogControl {
  /** The names that levels may have. */
  List<String> names();

  /** The level of all that have none of their own. */
  String level();

  /** Levels of packages of ours that have one of their own. */
  Map<String, String> packages();

  /**
   * Changes a level.
   *
   * @param name of a package; null for all
   * @param level one of the names; null takes back the level of a package
   */
  void change(@Nullable String name, @Nullable String level);
}
